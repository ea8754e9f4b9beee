from django.apps import AppConfig


class FinderConfig(AppConfig):
    name = "trellis.finder"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from trellis.finder import checks  # noqa: F401 - registers an examination
