"""How a sale advances: which stages come next, and what is missing before one may be left."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from db.config_shape import Stage
from db.errors import Refusal

SETTLED = "milestones.settled"
"""The evidence that all milestones of the stage are done or waived, as config.toml calls it."""


class NotReady(Refusal):
    """The move is refused; `missing` names the evidence that is not there yet, as config.toml calls it."""

    def __init__(self, *, missing: tuple[str, ...], stage: str) -> None:
        super().__init__("sales.not_ready", stage=stage)
        self.missing = missing


def evidence_for(stages: tuple[Stage, ...], from_code: str, to_code: str) -> tuple[str, ...]:
    """What a move needs: forward, the evidence of the stage that is left; to an end, also that of the end.

    Going back and giving up are always possible: a sale that is lost is not kept open for want of a visit. A stage
    that is no longer declared asks for nothing.
    """
    codes = [stage.code for stage in stages]
    target = stages[codes.index(to_code)]
    left = stages[codes.index(from_code)] if from_code in codes else None
    forward = left is not None and target.outcome != "lost" and codes.index(to_code) > codes.index(from_code)
    needed = (*(left.evidence if left and forward else ()), *(target.evidence if target.outcome else ()))
    return tuple(dict.fromkeys(needed))


def lacking(needed: Collection[str], fields: Mapping[str, Any], done: Collection[str]) -> tuple[str, ...]:
    """Of the evidence needed, what is not there: an empty field, what was not done.

    `done` holds the kinds of activity done, and "settled" where all milestones of the stage are.
    """
    missing = []
    for name in needed:
        sort, _dot, what = name.partition(".")
        there = bool(fields.get(what)) if sort == "field" else what in done
        if not there:
            missing.append(name)
    return tuple(missing)
