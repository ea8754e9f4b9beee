from django.apps import AppConfig
from django.core.checks import register


class PlacesConfig(AppConfig):
    name = "trellis.places"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from trellis.places.checks import check_tables

        register(check_tables, "trellis", deploy=True)
