"""Many rows into one table: new ones inserted, known ones overwritten, with one prepared statement.

Django's `bulk_create(update_conflicts=True)` does the same and works the statement out anew for every fifty rows, which
is a third of the time of a large import. Nothing here knows which database it is.
"""

from collections.abc import Sequence

from django.db import connection, models

_AS_IT_IS = (models.CharField, models.TextField, models.FloatField, models.PositiveSmallIntegerField)
"""Fields whose values every database takes as they are."""


def upsert(model: type[models.Model], things: Sequence[models.Model], update: Sequence[str]) -> None:
    """Write all fields of new rows, and the fields named in `update` of rows whose primary key is known."""
    if not things:
        return
    fields = model._meta.concrete_fields
    key = model._meta.pk
    assert key is not None
    quote = connection.ops.quote_name
    column_of = {name: quote(str(field.column)) for field in fields for name in (field.name, field.attname)}
    changes = ", ".join(f"{column_of[name]} = excluded.{column_of[name]}" for name in update)
    columns = ", ".join(column_of[field.name] for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    # Only the names of our own tables and columns are put into the statement; values are parameters.
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
        f" ON CONFLICT ({column_of[key.name]}) DO UPDATE SET {changes}"
    )
    prepare = [(field.attname, None if isinstance(field, _AS_IT_IS) else field.get_db_prep_save) for field in fields]
    rows = [
        [prepared(getattr(thing, name), connection) if prepared else getattr(thing, name) for name, prepared in prepare]
        for thing in things
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
