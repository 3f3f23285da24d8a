"""What others share with me, and what I share with them, put together from every room's reading."""

from app.circle.shared_views import READ

__all__ = ["READ"]
