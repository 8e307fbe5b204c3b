"""A picture is read by its content and drawn anew; whatever else comes is refused in words."""

from __future__ import annotations

import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from app.discussion.pictures import LARGEST, Drawn, Refused, drawn, small_size
from tests.support.pictures import PLACE, UPSIDE_DOWN, photo, picture, saying_it_is, seen

BMP = picture("BMP")
SOUND = [picture("PNG"), picture("GIF"), picture("WEBP"), photo()]


def made(content: bytes) -> Drawn:
    return drawn(io.BytesIO(content))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_pictures_of_the_web_are_drawn_anew(kind):
    found = made(picture(kind))
    assert (found.width, found.height) == (60, 40) == seen(found.small).size
    assert seen(found.full).format == seen(found.small).format == "WEBP"


def test_nothing_of_the_file_is_kept_but_the_picture():
    sent = photo(turned=UPSIDE_DOWN) + b"<script>alert(1)</script>"
    assert PLACE.encode() in sent
    found = made(sent)
    for kept in (found.full, found.small):
        assert PLACE.encode() not in kept and b"script" not in kept
        assert not {"exif", "xmp", "icc_profile"} & seen(kept).info.keys()


def test_a_photo_stands_as_the_camera_was_held():
    found = made(photo((60, 40)))
    assert (found.width, found.height) == (40, 60) == seen(found.full).size


def test_large_ones_are_made_smaller_and_the_place_for_them_is_known_before():
    found = made(picture("PNG", (3000, 1000)))
    assert (found.width, found.height) == (2000, 667)
    assert seen(found.small).size == small_size(found.width, found.height) == (640, 213)


def test_what_shines_through_stays_so():
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
    assert seen(made(out.getvalue()).full).mode == "RGBA"


def test_of_a_moving_picture_the_first_one_stays():
    out = io.BytesIO()
    first, second = Image.new("RGB", (8, 8), "red"), Image.new("RGB", (8, 8), "blue")
    first.save(out, "GIF", save_all=True, append_images=[second], duration=50)
    red, _green, blue = seen(made(out.getvalue()).full).convert("RGB").getpixel((4, 4))
    assert red > 200 and blue < 60


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"x" * (LARGEST + 1), "larger than 10 MB"),
        (BMP, "no PNG, JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no PNG, JPEG"),
        (saying_it_is(6000, 6000), "million pixels"),
        (saying_it_is(60_000, 15_000), "million pixels"),
    ],
    ids=["nothing", "large", "other picture", "drawing", "many pixels", "far too many"],
)  # fmt: skip
def test_others_are_refused_with_the_reason(content, says):
    with pytest.raises(Refused, match=says):
        made(content)


@given(st.binary(max_size=400))
@example(b"\x89PNG\r\n\x1a\n")
@example(b"GIF89a\xff\xff\xff\xff\x00\x00\x00")
@example(b"RIFF\x00\x00\x00\x00WEBPVP8X")
def test_any_bytes_are_a_picture_or_refused(content):
    kept, why = _kept_or_why(content)
    assert kept == "WEBP" or why.endswith(".")


@given(st.sampled_from(SOUND), st.integers(0, 2000), st.binary(max_size=12), st.integers(0, 2000))
def test_broken_pictures_are_drawn_or_refused(content, at, other, end):
    broken = content[:at] + other + content[at + len(other) :]
    kept, why = _kept_or_why(broken[: len(broken) - end] if end < len(broken) // 2 else broken)
    assert kept == "WEBP" or why.endswith(".")


def test_a_picture_of_many_pixels_is_refused() -> None:
    with pytest.raises(Refused, match="million pixels"):
        made(picture("PNG", (6000, 6000)))


def _kept_or_why(content: bytes) -> tuple[str | None, str]:
    """The format of what is kept of a file, else the reason why nothing is."""
    try:
        return seen(made(content).full).format, ""
    except Refused as error:
        return None, str(error.words)
