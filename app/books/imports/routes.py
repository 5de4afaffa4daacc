"""The routes of imports, for the slice."""

from typing import Any

from app.books.imports.pages import job, listing, upload

routes: list[Any] = [
    listing.listing,
    listing.template,
    upload.upload,
    job.job,
    job.mapping,
    job.writing,
    job.dropping,
    job.marked,
]
