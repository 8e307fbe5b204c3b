"""A picture that somebody sent is read by its content alone and drawn anew: nothing of the file itself is kept.

So what is kept is a picture and nothing besides: no place where it was taken, no words, no other file behind it.
"""

from __future__ import annotations

import io
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from app.kernel.i18n import Message, _

if TYPE_CHECKING:
    from PIL.Image import Image

MEGA = 1_000_000
LARGEST = 10 * MEGA
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
TYPE = "image/webp"
# Pixels that are unpacked at once: a photo is read at a fraction of its size, the others are not.
MOST_PIXELS, MOST_OF_PHOTOS = 25 * MEGA, 65 * MEGA
SIDE, SMALL_SIDE = 2000, 640
QUALITY, EFFORT = 82, 2
_one_at_a_time = threading.Lock()


class Refused(ValueError):
    """A file is no picture that can be kept; `words` say why."""

    def __init__(self, words: Message) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as it is kept: in full, small for lists, and how wide and high it is in full."""

    full: bytes
    small: bytes
    width: int
    height: int


def drawn(stream: IO[bytes]) -> Drawn:
    """Draw the picture of a file anew, upright and no larger than a screen; raises Refused for anything else."""
    content = stream.read(LARGEST + 1)
    if not content:
        raise Refused(_("It is empty. Choose another file."))
    if len(content) > LARGEST:
        raise Refused(_("It is larger than {size} MB. Send a smaller file.", size=LARGEST // MEGA))
    with _one_at_a_time:
        picture = _read(content)
        full = _written(picture)
        width, height = picture.size
        picture.thumbnail((SMALL_SIDE, SMALL_SIDE))
        return Drawn(full, _written(picture), width, height)


def small_size(width: int, height: int) -> tuple[int, int]:
    """Give how wide and high a picture is where it is shown small."""
    longest = max(width, height, SMALL_SIDE)
    return max(1, round(width * SMALL_SIDE / longest)), max(1, round(height * SMALL_SIDE / longest))


def _read(content: bytes) -> Image:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as file:
            most = MOST_OF_PHOTOS if file.format == "JPEG" else MOST_PIXELS
            if file.width * file.height > most:
                raise Refused(_("It has more than {n} million pixels. Send a smaller one.", n=most // MEGA))
            file.draft("RGB", (SIDE, SIDE))
            return _small_enough(_upright(file))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        most = MOST_OF_PHOTOS // MEGA
        raise Refused(_("It has more than {n} million pixels. Send a smaller one.", n=most)) from error
    except Refused:
        raise
    except Exception as error:
        words = _("It is no PNG, JPEG, WebP or GIF picture that can be read. Choose another one.")
        raise Refused(words) from error


def _upright(file: Image) -> Image:
    """The picture as the camera was held; where that cannot be read, as it lies in the file."""
    from PIL import ImageOps

    file.load()
    with suppress(Exception):
        return ImageOps.exif_transpose(file)
    return file


def _small_enough(picture: Image) -> Image:
    kept = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    kept.thumbnail((SIDE, SIDE))
    return kept


def _written(picture: Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=QUALITY, method=EFFORT, exif=b"", icc_profile=b"", xmp=b"")
    return out.getvalue()
