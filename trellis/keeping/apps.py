from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "trellis.keeping"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from trellis.keeping import known_listings, pictures, retention  # noqa: F401 - registers how long they are kept
        from trellis.keeping.adding import drafts, past  # noqa: F401 - likewise, and what the worker does
        from trellis.keeping.claims import queued as claims
        from trellis.keeping.comments import routine as _comments  # noqa: F401 - likewise, and what moderators see
        from trellis.keeping.confirming import routine  # noqa: F401 - registers what the worker does, and more
        from trellis.keeping.deciding import daily as _daily  # noqa: F401 - registers the letter to moderators
        from trellis.keeping.deciding import doing, queued
        from trellis.keeping.looking_after import routine as _duties  # noqa: F401 - likewise
        from trellis.keeping.subscribing import routine as _letters  # noqa: F401 - likewise

        known_listings.register()
        doing.register()
        queued.register()
        claims.register()
