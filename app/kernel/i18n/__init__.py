"""Languages: which one is read, and how messages, numbers, lists and moments are said in it."""

from processes.messages import (
    Message,
    _,
    all_of,
    capital,
    clause,
    cut,
    in_english,
    joined,
    ngettext,
    one_of,
    pack,
    pgettext,
    placed,
    sentences,
    unpack,
)

__all__ = [
    "Message", "_", "all_of", "capital", "clause", "cut", "in_english", "joined", "ngettext", "one_of", "pack",
    "pgettext", "placed", "sentences", "unpack",
]  # fmt: skip
