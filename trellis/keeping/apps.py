from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "trellis.keeping"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from trellis.keeping import known_listings

        known_listings.register()
