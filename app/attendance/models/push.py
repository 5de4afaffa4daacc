"""Phones that asked to be reminded by their system."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.attendance.rules.push import MOST_ENDPOINT
from app.org.models import moment


class PushSubscription(SQLModel, table=True):
    """Where one phone can be reminded, for as long as its sign-in lasts.

    `news_at`: news up to then were told of; `half`: the half day last reminded of, as
    2026-11-23/am. Both move on before a reminder leaves, so that none leaves twice.
    """

    __tablename__ = "push_subscription"
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    person_id: str = Field(foreign_key="person.id", index=True)
    session_id: str = Field(foreign_key="sign_in_session.id", unique=True, max_length=36)
    endpoint: str = Field(unique=True, max_length=MOST_ENDPOINT)
    made_at: datetime = moment()
    news_at: datetime = moment()
    half: str = Field(default="", max_length=20)
