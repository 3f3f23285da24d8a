"""What others share with me, and what I share with them, put together from every room's reading."""

from app.circle.shown import READ

__all__ = ["READ"]
