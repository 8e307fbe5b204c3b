"""Write a tree as a BPMN file."""

from __future__ import annotations

from lxml import etree


def write(root: etree._Element) -> bytes:
    """Give the file of a tree, in the encoding it was read in, UTF-8 where that is not known."""
    encoding = root.getroottree().docinfo.encoding or "UTF-8"
    written: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding=encoding)  # type: ignore[assignment]
    return written
