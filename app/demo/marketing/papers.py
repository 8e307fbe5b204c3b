"""Files that people of the demo send along: a small picture and a one-page document, made here."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from random import Random

WIDTH, HEIGHT = 96, 64


def picture(rng: Random) -> BytesIO:
    """Give a small PNG: a sky over hills, in colours of its own."""
    sky, hill = (rng.randint(120, 230), rng.randint(140, 220), 235), (rng.randint(20, 90), rng.randint(90, 150), 70)
    peak = rng.randint(20, WIDTH - 20)
    rows = bytearray()
    for y in range(HEIGHT):
        rows.append(0)
        for x in range(WIDTH):
            rows += bytes(hill if y > 22 + abs(x - peak) // 2 else sky)
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return BytesIO(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def document(*lines: str) -> BytesIO:
    """Give a PDF of one page with these lines, in letters that every reader has."""
    shown = "".join(f"({_escaped(line)}) Tj 0 -22 Td\n" for line in lines)
    text = f"BT /F1 14 Tf 60 760 Td\n{shown}ET".encode("latin-1", "replace")
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    written, places = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = len(written)
    written += b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\n" % table
    return BytesIO(bytes(written) + b"startxref\n%d\n%%%%EOF\n" % end)


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
