"""Pictures that come with comments: read with care, drawn anew, and said in words."""

from app.discussion.pictures.drawing import LARGEST, MEGA, TYPE, Drawn, Refused, drawn, small_size

__all__ = ["LARGEST", "MEGA", "TYPE", "Drawn", "Refused", "drawn", "small_size"]
