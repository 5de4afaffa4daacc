"""The routes of this slice, for main."""

from typing import Any

from app.books.imports.routes import routes as import_routes
from app.books.pages import index

routes: list[Any] = [index.index, *import_routes]
