"""The tables of docs/ladder.md, from the rules. Run it to print the tables again."""

from app.cases.rules.evidence import LATE_DAYS, LATE_WITHIN
from app.cases.rules.gate import RULES
from app.cases.rules.measures import (
    LADDER,
    RATE_ABOVE,
    RATE_CHECKS,
    RATE_CONFIRMED,
    Ground,
    Measure,
)
from app.cases.rules.state import (
    APPEAL,
    DECISION,
    EXTENDED,
    FINDING,
    LONGEST_PAUSE,
    MEASURE,
    NOTICE,
    REPLY,
    SIGNING,
    Stage,
)
from app.cases.rules.steps import (
    Appeal,
    AppealDecision,
    Export,
    MeasureTaken,
    Notice,
    Reply,
    Resume,
    Role,
    TechnicalCheck,
    Vote,
)

STAGES = {
    Stage.OPEN: ("the technical check", "the same day", "lapses"),
    Stage.CHECKED: ("the notice", f"{NOTICE} working days after it was known", "lapses"),
    Stage.REPLYING: (
        "your reply",
        f"{REPLY} working days after the notice, {EXTENDED} more if you ask",
        "the panel decides",
    ),
    Stage.PAUSED: ("your return", f"{LONGEST_PAUSE.days} days", "lapses"),
    Stage.DECIDING: (
        "two votes that agree",
        f"{FINDING} working days after your reply, or after the time for it",
        "lapses",
    ),
    Stage.FOUND: ("the measure", f"{MEASURE} working days", "lapses"),
    Stage.MEASURED: ("your appeal, if you want", f"{APPEAL.days} days", "the measure has effect"),
    Stage.APPEALED: ("the decision on it", f"{DECISION.days} days", "the measure falls"),
    Stage.FINAL: (
        "the end of its term; a recommendation: a signature",
        f"as below; {SIGNING.days} days",
        "spent; unsigned, a recommendation lapses",
    ),
}
ONWARD = {
    Stage.OPEN: TechnicalCheck,
    Stage.CHECKED: Notice,
    Stage.REPLYING: Reply,
    Stage.PAUSED: Resume,
    Stage.DECIDING: Vote,
    Stage.FOUND: MeasureTaken,
    Stage.MEASURED: Appeal,
    Stage.APPEALED: AppealDecision,
    Stage.FINAL: Export,
}
ROLES = {
    Role.SYSTEM: "the program",
    Role.WORKER: "you",
    Role.GRID_LEAD: "a grid lead",
    Role.STATION_HEAD: "the head",
    Role.DATA_STEWARD: "the data steward",
    Role.STREET_OFFICER: "the street's officer",
    Role.PANEL_MEMBER: "a member of the panel",
    Role.APPEAL_OFFICER: "the appeal officer",
}
GROUNDS = {
    Ground.SKILL: "anything confirmed",
    Ground.UNTRUE: "something untrue",
    Ground.GRAVE: "a visit invented, or a rate beyond chance",
}
MEASURES = {
    Measure.COACHING: "coaching",
    Measure.REMINDER: "written reminder",
    Measure.WARNING: "warning",
    Measure.SERIOUS_WARNING: "serious warning",
    Measure.RECOMMENDATION: "recommendation to the employer",
}


def clocks() -> str:
    """What a case waits for, who does it, until when, and what if nobody does."""
    lines = [
        "| it waits for | who | until | if nothing is done |",
        "| ------------ | --- | ----- | ------------------ |",
    ]
    for stage, (what, until, then) in STAGES.items():
        lines.append(f"| {what} | {_who(stage)} | {until} | {then} |")
    return "\n".join(lines)


def measures() -> str:
    """What each measure takes."""
    lines = [
        "| measure | what was found | what was before | signed by | lasts |",
        "| ------- | -------------- | --------------- | --------- | ----- |",
    ]
    for level, rung in LADDER.items():
        before = "–"
        if rung.after is not None:
            before = f"{MEASURES[rung.after]} or more, within {rung.within} months"
        signed = "panel and head" if rung.head else "panel"
        lasts = f"{rung.lasts} months" if rung.lasts else "leaves as a file"
        found = GROUNDS[rung.ground]
        lines.append(f"| {MEASURES[level]} | {found} | {before} | {signed} | {lasts} |")
    return "\n".join(lines)


def sentences() -> list[str]:
    """What the page says of the numbers in its own words."""
    return [
        f"proved on {LATE_DAYS} days within {LATE_WITHIN.days}",
        f"within {NOTICE} working days after it became known",
        f"You have {REPLY} working days, and {EXTENDED} more",
        f"within {APPEAL.days} days, against any measure",
        f"If nobody decides within {DECISION.days} days, the measure falls",
        f"more than {LONGEST_PAUSE.days} days of your leave",
        f"of at least {RATE_CHECKS} evenly drawn checks, {RATE_CONFIRMED} of them confirmed",
        f"is above {round(RATE_ABOVE * 100)} %",
        f"{MEASURE} working days for the measure, {SIGNING.days} days to sign",
    ]


def _who(stage: Stage) -> str:
    """Whoever may take the step that moves a case on from a stage."""
    roles = RULES[ONWARD[stage]].roles
    return " or ".join(words for role, words in ROLES.items() if role in roles)


if __name__ == "__main__":
    print(clocks(), measures(), sep="\n\n")
