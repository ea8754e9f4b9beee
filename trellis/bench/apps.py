from django.apps import AppConfig


class BenchConfig(AppConfig):
    name = "trellis.bench"
    default_auto_field = "django.db.models.BigAutoField"
