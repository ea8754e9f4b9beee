"""Bringing in a new key for what is sealed, while the site serves.

The new key is put before the others first, so that all is sealed with it from then on; then row after row is sealed
again. Stopped half-way, nothing is lost: the old keys still open the rest, and the next run goes on there.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from cryptography.fernet import Fernet
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from trellis.safety.sealed import KEY_FILE, SealedError, SealedTextField, is_newest, keys, opened, sealed
from trellis.safety.whole_files import locked, whole_file

BATCH: Final = 200
Row = tuple[Any, str]
Again = Callable[[str], str]
Elsewhere = Callable[[Again], int]
_elsewhere: dict[str, Elsewhere] = {}


def sealed_elsewhere(name: str) -> Callable[[Elsewhere], Elsewhere]:
    """Registers a function for what is sealed outside a SealedTextField, such as inside JSON of another package.

    It is given what seals one token again, and says how many it changed. What is not registered is lost with its key.
    """

    def register(function: Elsewhere) -> Elsewhere:
        _elsewhere[name] = function
        return function

    return register


def sealed_fields() -> Iterator[tuple[type[models.Model], SealedTextField]]:
    """Every sealed field of every model, in a stable order."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, SealedTextField):
                yield model, field


def bring_in_a_key() -> None:
    """Puts a new key before those in the key file. Raises SealedError where keys come from FIELD_KEYS."""
    if settings.FIELD_KEYS:
        raise SealedError(
            "The keys come from FIELD_KEYS. Put a new one first there (openssl rand -base64 32), start Trellis again,"
            " then: trellis rotate-keys --resume"
        )
    _write([Fernet.generate_key().decode(), *keys()])


def forget_old_keys() -> None:
    """Leaves the newest key alone in the key file. Only when nothing is sealed with another."""
    if not settings.FIELD_KEYS:
        _write([keys()[0]])


def seal_again(progress: Callable[[str, int], None] = lambda _what, _count: None) -> int:
    """Seals with the newest key whatever is sealed with an older one. How many values that were."""
    count = sum(_seal_again(model, field, progress) for model, field in sealed_fields())
    for name, function in _elsewhere.items():
        done = function(partial(_again, whence=name))
        progress(name, done)
        count += done
    return count


def unopened(model: type[models.Model], field: SealedTextField) -> bool:
    """Whether the first or the last sealed value cannot be opened."""
    for order in ("pk", "-pk"):
        for _, token in _rows(model, field, order=order, most=1):
            try:
                opened(token)
            except SealedError:
                return True
    return False


def _seal_again(model: type[models.Model], field: SealedTextField, progress: Callable[[str, int], None]) -> int:
    done, after = 0, None
    while batch := _rows(model, field, after=after):
        after = batch[-1][0]
        for key, token in batch:
            if not is_newest(token):
                done += _replace(model, field, key, token)
        progress(f"{model._meta.verbose_name}: {field.name}", done)
    return done


def _again(token: str, whence: str) -> str:
    return token if is_newest(token) else sealed(opened(token, whence=whence))


def _rows(
    model: type[models.Model], field: SealedTextField, *, after: Any = None, order: str = "pk", most: int = 0
) -> list[Row]:
    """Keys and what stands in the column, as it stands there."""
    rows = model._base_manager.exclude(**{field.name: ""}).exclude(**{f"{field.name}__isnull": True})
    if after is not None:
        rows = rows.filter(pk__gt=after)
    as_stored = models.functions.Cast(models.F(field.name), models.TextField())
    return list(rows.order_by(order).annotate(as_stored=as_stored).values_list("pk", "as_stored")[: most or BATCH])


def _replace(model: type[models.Model], field: SealedTextField, key: Any, token: str) -> int:
    """Where nobody has written another value meanwhile."""
    table, column, pk = (connection.ops.quote_name(n) for n in _names(model, field))
    stored_key = model._meta.pk.get_db_prep_value(key, connection, prepared=False)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {column} = %s WHERE {pk} = %s AND {column} = %s",  # noqa: S608 - names of our own
            [_again(token, f"{model._meta.label}.{field.name}"), stored_key, token],
        )
        return int(cursor.rowcount)


def _names(model: type[models.Model], field: SealedTextField) -> tuple[str, str, str]:
    return model._meta.db_table, str(field.column), str(model._meta.pk.column)


def _write(lines: list[str]) -> None:
    with locked(settings.DATA_FOLDER), whole_file(settings.DATA_FOLDER / KEY_FILE) as out:
        out.write("".join(f"{line}\n" for line in lines).encode())
