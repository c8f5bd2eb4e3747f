"""What a week did to an opportunity, from where it stood to where it stands."""

from __future__ import annotations

from enum import StrEnum

from db.config import config


class Turn(StrEnum):
    """The kinds of change a meeting looks at, in that order."""

    WON = "won"
    LOST = "lost"
    OPENED = "opened"
    BACK = "back"
    FORWARD = "forward"
    NONE = "none"


def turn_of(kind: str, from_stage: str | None, to_stage: str) -> Turn:
    """Won, lost, new, or moved back or forward along the declared stages; none where it ended where it began."""
    stage = config().stages.stage(kind, to_stage)
    if stage is not None and stage.outcome:
        return Turn(stage.outcome)
    if from_stage is None:
        return Turn.OPENED
    codes = [stage.code for stage in config().stages.of(kind)]
    if from_stage == to_stage or not {from_stage, to_stage} <= set(codes):
        return Turn.NONE
    return Turn.FORWARD if codes.index(to_stage) > codes.index(from_stage) else Turn.BACK
