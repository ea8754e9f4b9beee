from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "trellis.accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A signal, since django-allauth offers no other way to what it writes down of a session."""
        from allauth.usersessions.models import UserSession
        from django.core.checks import register
        from django.db.models.signals import pre_save

        from trellis.accounts import holdings, retention, second_factor_keys  # noqa: F401 - they register what they do
        from trellis.accounts.checks import check_mail, check_stewards
        from trellis.accounts.devices import keep_little
        from trellis.accounts.doorbook import open_doorbook

        pre_save.connect(keep_little, sender=UserSession)
        open_doorbook()
        register(check_mail, "trellis", deploy=True)
        register(check_stewards, "trellis", deploy=True)
