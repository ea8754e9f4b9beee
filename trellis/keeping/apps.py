from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "trellis.keeping"
    default_auto_field = "django.db.models.BigAutoField"
