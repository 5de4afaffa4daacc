"""How a step is written down, and read again: what it says as plain values (row R75).

When, by whom and in which role stand beside it, in columns of their own.
"""

from typing import Any

import msgspec

from app.matters.rules import steps
from app.matters.rules.steps import Step

HEAD = ("at", "by", "role")
KINDS: dict[str, type[Step]] = {
    "acceptance": steps.Acceptance,
    "taking": steps.Taking,
    "not_taken": steps.NotTaken,
    "classification": steps.Classification,
    "route": steps.Route,
    "consent": steps.Consent,
    "progress": steps.Progress,
    "task_opened": steps.TaskOpened,
    "task_done": steps.TaskDone,
    "one_time_notice": steps.OneTimeNotice,
    "further_material": steps.FurtherMaterial,
    "waiting": steps.Waiting,
    "resumed": steps.Resumed,
    "hand_over": steps.HandOver,
    "referral_answer": steps.ReferralAnswer,
    "referral_closed": steps.ReferralClosed,
    "long_term": steps.LongTerm,
    "interim_feedback": steps.InterimFeedback,
    "supervision": steps.Supervision,
    "supervision_answer": steps.SupervisionAnswer,
    "joint_action": steps.JointAction,
    "result": steps.Result,
    "reopened": steps.Reopened,
    "feedback": steps.Feedback,
    "rating_request": steps.RatingRequest,
    "rating": steps.Rating,
    "call_back_drawn": steps.CallBackDrawn,
    "follow_up": steps.FollowUp,
    "sent_back": steps.SentBack,
    "archive": steps.Archive,
    "cancellation": steps.Cancellation,
    "withdrawal": steps.Withdrawal,
    "not_ours": steps.NotOurs,
}
NAMES = {kind: name for name, kind in KINDS.items()}


def said(step: Step) -> dict[str, Any]:
    """What a step says, beside its head."""
    whole = msgspec.to_builtins(step, order="deterministic")
    return {name: value for name, value in whole.items() if name not in HEAD}


def read(kind: str, head: dict[str, Any], told: dict[str, Any]) -> Step:
    """The step again, from its kind, its head (`at`, `by`, `role`) and what it says.

    Raises KeyError for another kind, msgspec.ValidationError for what no step says.
    """
    return msgspec.convert({**told, **head}, KINDS[kind])
