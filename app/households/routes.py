"""The routes of this slice, for main."""

from typing import Any

from app.households.pages import consents, corrections, doors, duplicates, file, moves, needs

routes: list[Any] = [
    doors.search,
    doors.household,
    file.show,
    file.verification,
    file.fields,
    file.change,
    file.correct,
    corrections.corrections,
    corrections.decision,
    consents.new_consent,
    consents.take_consent,
    consents.consent,
    consents.withdrawal,
    needs.new_need,
    needs.agree_need,
    needs.need,
    needs.review_need,
    needs.end_need,
    moves.move_form,
    moves.move_within,
    moves.move_out_form,
    moves.leave,
    moves.new_household,
    moves.open_household,
    duplicates.duplicate_files,
    duplicates.merger,
]
