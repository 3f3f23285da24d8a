"""Names for what a handler is asked with and answers with, and for what the house hands it."""

from typing import Any
from uuid import UUID

import litestar
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.foundation.database import Database

Request = litestar.Request[Any, Any, Any]
Page = Response[bytes]
Db = NamedDependency[Database]
PathId = FromPath[UUID]
PathNumber = FromPath[int]
PathDay = FromPath[str]
PathText = FromPath[str]
