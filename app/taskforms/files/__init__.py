"""The content of files that come with forms: where it lies, what kind it is, how large it may be."""

from app.taskforms.files.place import Kept, Place, TooLarge, configure, named_in, names_content, place
from app.taskforms.files.sniff import REFUSED, accepted, kind_of, plain_name

__all__ = [
    "REFUSED", "Kept", "Place", "TooLarge", "accepted", "configure", "kind_of", "named_in", "names_content", "place",
    "plain_name",
]  # fmt: skip
