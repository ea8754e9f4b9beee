"""Pictures of buildings and logos: made anew, small, without what cameras write into them.

What is sent is opened only as JPEG, PNG or WebP, turned upright, made smaller and written as a JPEG of our own: nothing
of the file itself is kept, neither its name nor where it was taken. The name is a hash of what was written. In the data
folder, `pictures/` holds what listings show and `pictures/waiting/` what no listing shows yet.
"""

import hashlib
import io
import re
import warnings
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from trellis.keeping.models import Change, Draft
from trellis.meetings.models import Group
from trellis.places.models import Place
from trellis.safety.retention import rule
from trellis.safety.whole_files import whole_file

MOST_BYTES: Final = 5_000_000
MOST_PIXELS: Final = 40_000_000
SIDE: Final = 1_200
QUALITY: Final = 82
FORMATS: Final = {"JPEG": (".jpg", ".jpeg", ".jpe", ".jfif"), "PNG": (".png",), "WEBP": (".webp",)}
KEPT_WAITING: Final = timedelta(days=31)
NAME: Final = re.compile(r"[0-9a-f]{40}\.jpg")


class PictureError(Exception):
    """A picture that cannot be taken; the message says why, and what to send instead."""


def remade(sent: bytes, name: str) -> bytes:
    """Our own JPEG of what was sent under this name. Raises PictureError."""
    if len(sent) > MOST_BYTES:
        raise PictureError("This file is larger than 5 MB. Send a smaller copy of the picture.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(sent), formats=tuple(FORMATS)) as image:
                _refuse(image, name)
                return _written(image)
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(_not_a_picture(error)) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise PictureError("This picture is damaged or cut short. Save it again, or send another one.") from error


def _not_a_picture(error: Exception) -> str:
    if isinstance(error, UnidentifiedImageError):
        return "This is no JPEG, PNG or WebP picture. Save it as one of these, and send it again."
    return _TOO_MANY


_TOO_MANY: Final = "This picture has more than 40 million points. Send a smaller copy of it."


def _refuse(image: Image.Image, name: str) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise PictureError(_TOO_MANY)
    if min(image.size) < 32:
        raise PictureError("This picture is too small to show anything. Send a larger one.")
    if Path(name).suffix.lower() not in FORMATS[str(image.format)]:
        raise PictureError(f"The name of this file does not fit what is in it: it is a {image.format} picture.")


def _written(image: Image.Image) -> bytes:
    image.draft("RGB", (SIDE * 2, SIDE * 2))
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((SIDE, SIDE))
    if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
        behind = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(behind, upright.convert("RGBA"))
    plain = Image.new("RGB", upright.size)
    plain.paste(upright.convert("RGB"))  # the points only: nothing that came with them
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


# -- files -------------------------------------------------------------------------------------------------------------


def folder() -> Path:
    return Path(settings.DATA_FOLDER) / "pictures"


def waiting() -> Path:
    return folder() / "waiting"


def keep(made: bytes) -> str:
    """Put a picture that was remade where it waits. Its name."""
    name = f"{hashlib.sha256(made).hexdigest()[:40]}.jpg"
    waiting().mkdir(parents=True, exist_ok=True)
    if not (folder() / name).exists():
        with whole_file(waiting() / name) as out:
            out.write(made)
    return name


def shown(name: str) -> bytes | None:
    """A picture that a page shows now. One that waited is moved once a listing has it. At most two queries.

    Not one that was taken away, nor that of a place that has been hidden since: its address may still be known.
    """
    if not NAME.fullmatch(name) or not _is_on_a_page(name):
        return None
    with suppress(FileNotFoundError):
        return (folder() / name).read_bytes()
    with suppress(FileNotFoundError):  # somebody else has just moved it
        (waiting() / name).replace(folder() / name)
    with suppress(FileNotFoundError):
        return (folder() / name).read_bytes()
    return None


def _is_on_a_page(name: str) -> bool:
    places = Place.objects.filter(picture=name, showing=Place.Showing.EXACT).exclude(state=Place.State.MERGED)
    return places.exists() or Group.objects.filter(picture=name).exists()


def any_of(name: str) -> bytes | None:
    """A picture, waiting or shown."""
    if not NAME.fullmatch(name):
        return None
    for place in (folder(), waiting()):
        with suppress(FileNotFoundError):
            return (place / name).read_bytes()
    return None


def _is_listed(name: str) -> bool:
    return Place.objects.filter(picture=name).exists() or Group.objects.filter(picture=name).exists()


def throw_away(name: str) -> None:
    """A picture that nobody may see again, unless something else shows the same one."""
    if NAME.fullmatch(name) and not _is_wanted(name):
        for place in (folder(), waiting()):
            (place / name).unlink(missing_ok=True)


@rule("pictures")
def forget(now: datetime) -> int:
    """Takes away pictures that waited for a month and that nothing waits with any more."""
    gone = 0
    for file in waiting().glob("*.jpg"):
        is_old = datetime.fromtimestamp(file.stat().st_mtime, tz=now.tzinfo) < now - KEPT_WAITING
        if is_old and not _is_wanted(file.name):
            file.unlink(missing_ok=True)
            gone += 1
    return gone


def _is_wanted(name: str) -> bool:
    is_open = Change.objects.filter(picture=name, decided_at__isnull=True).exists()
    return is_open or Draft.objects.filter(picture=name).exists() or _is_listed(name)
