"""The routes of this slice, for main."""

from typing import Any

from app.referrals.pages import departments, passing, referrals

routes: list[Any] = [
    departments.overview,
    departments.open_department,
    departments.department,
    departments.seat,
    departments.unseat,
    departments.invite_again,
    departments.close,
    referrals.inbox,
    referrals.open_news,
    referrals.read_all,
    referrals.referral,
    referrals.accept,
    referrals.send_back,
    referrals.close,
    referrals.report,
    passing.new,
    passing.send,
]
