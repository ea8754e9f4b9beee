"""Static files with a fingerprint in their names, compressed, and cacheable for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it has no types of its own
    """Modules that import one another by name get the name with the fingerprint too."""

    support_js_module_import_aggregation = True
