"""Pictures for tests, as cameras and screens make them."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image

PLACE = "52 deg 31' 12.0\" N, 13 deg 24' 18.0\" E"
UPSIDE_DOWN, ON_ITS_SIDE = 3, 6


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), colour: str = "teal", **more: Any) -> bytes:
    """Give a picture of one colour as a file of this kind."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **more)
    return out.getvalue()


def saying_it_is(width: int, height: int) -> bytes:
    """Give a small PNG of which the head says that it is as large as this."""
    small = picture()
    head = b"IHDR" + struct.pack(">II", width, height) + small[24:29]
    return small[:12] + head + struct.pack(">I", zlib.crc32(head)) + small[33:]


def photo(size: tuple[int, int] = (60, 40), turned: int = ON_ITS_SIDE) -> bytes:
    """Give a photo that says where it was taken and how the camera was held."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = turned, PLACE
    exif.get_ifd(0x8825)[1] = "N"
    return picture("JPEG", size, exif=exif)


def seen(content: bytes) -> Image.Image:
    """Give what a file shows."""
    return Image.open(io.BytesIO(content))
