"""The routes of this slice, for main."""

from typing import Any

from app.catalogue.pages import admissions, chains, editing, guide, layers, listing, sheets, windows

routes: list[Any] = [
    listing.catalogue,
    listing.agency_list,
    listing.certificate_list,
    editing.drafts,
    editing.edit,
    editing.write_draft,
    editing.publish_draft,
    editing.drop,
    editing.withdraw,
    layers.listing,
    layers.list_everything,
    layers.list_one,
    layers.unlist_one,
    layers.uses,
    layers.use_everything,
    layers.use_one,
    layers.stop_one,
    windows.windows,
    windows.change_windows,
    chains.chains,
    chains.chain,
    chains.rewrite,
    admissions.admissions,
    admissions.new_admission,
    admissions.file_request,
    admissions.admission,
    admissions.decide,
    admissions.answer,
    *sheets.exports,
    sheets.import_page,
    sheets.upload,
    sheets.write,
    sheets.drop_file,
    guide.guide,
]
