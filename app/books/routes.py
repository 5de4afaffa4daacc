"""The routes of this slice, for main."""

from typing import Any

from app.books.access import EXPORTED_BY, SEEN_BY
from app.books.imports.routes import routes as import_routes
from app.books.pages import completeness, exports, history, index, lists, prints, units

routes: list[Any] = [
    index.index,
    completeness.completeness,
    *map(lists.list_of, SEEN_BY),
    *map(history.history_of, SEEN_BY),
    *map(prints.print_of, SEEN_BY),
    prints.grid,
    *(exports.reason_of(name, form) for name in EXPORTED_BY for form in exports.FORMS),
    *(exports.export_of(name, form) for name in EXPORTED_BY for form in exports.FORMS),
    exports.exports,
    units.new,
    units.add,
    units.show,
    units.change,
    units.close,
    units.reopen,
    *import_routes,
]
