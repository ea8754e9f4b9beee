from django.apps import AppConfig


class OpendataConfig(AppConfig):
    name = "trellis.opendata"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from trellis.opendata import feeds  # noqa: F401 (registers what the worker makes)
        from trellis.opendata.reading import forgetting, known_sources, routine  # noqa: F401 (they register themselves)

        known_sources.register()
