from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "trellis.accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Signals of django-allauth, which offers no other way."""
        from allauth.mfa.signals import authenticator_added
        from allauth.usersessions.models import UserSession
        from django.db.models.signals import pre_save

        from trellis.accounts import retention  # noqa: F401 - registers its rules
        from trellis.accounts.devices import keep_little
        from trellis.accounts.second_factor import note_first_use

        pre_save.connect(keep_little, sender=UserSession)
        authenticator_added.connect(note_first_use)
