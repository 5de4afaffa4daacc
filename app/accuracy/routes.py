"""The routes of this slice, for main."""

from typing import Any

from app.accuracy.pages import campaigns, records, results

routes: list[Any] = [
    campaigns.listing,
    campaigns.new,
    campaigns.begin,
    campaigns.closing,
    results.show,
    results.document,
    results.export,
    records.show,
    records.compare_one,
]
