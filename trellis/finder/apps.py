from django.apps import AppConfig
from django.core.checks import register


class FinderConfig(AppConfig):
    name = "trellis.finder"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from trellis.finder.checks import check_index

        register(check_index, "trellis", deploy=True)
