from django.apps import AppConfig
from django.core.checks import register


class SafetyConfig(AppConfig):
    name = "trellis.safety"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from trellis.safety import installation, openness, promises, routine, state  # noqa: F401 - three register what they hold
        from trellis.safety.privacy import check_declarations

        register(check_declarations, "trellis")
        register(installation.check_data_folder, "trellis", deploy=True)
        register(installation.check_presence, "trellis", deploy=True)
        register(installation.check_addresses, "trellis", deploy=True)
        register(installation.check_backups, "trellis", deploy=True)
        register(openness.check_openness, "trellis", deploy=True)
