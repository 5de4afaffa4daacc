"""What a lead may make of a suggestion: never more than it says (row R113)."""

from app.attendance.rules.verdict import Verdict

PRESENT = "present"
# Somebody who seems to be missing may have been there late; the other way round is not for a
# person to say against the evidence.
CHOICES: dict[Verdict, tuple[str, ...]] = {
    Verdict.LATE: ("late", PRESENT),
    Verdict.LEFT_EARLY: ("left_early", PRESENT),
    Verdict.ABSENT: ("absent", "late", PRESENT),
}


def may_decide(verdict: Verdict, suggested: str | None, replied: bool) -> bool:
    """Whether there is something to decide: a suggestion without a decision (`suggested`: on what
    an earlier decision stood, None without one), one that later evidence has changed, or one to
    which the worker has replied since."""
    if suggested is None:
        return verdict in CHOICES
    return replied or suggested != verdict.value


def choices(verdict: Verdict, decided: str = "") -> tuple[str, ...]:
    """What may be decided; where the evidence no longer suggests anything, that they were there."""
    found = CHOICES.get(verdict, (PRESENT,))
    return found if not decided or decided in found else (*found, decided)
