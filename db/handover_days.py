"""Carries out, on its day, each handover that everybody has agreed to."""

from __future__ import annotations

from datetime import date
from functools import partial

from sqlmodel import col, select

from db.access import SYSTEM
from db.commands.hand_over_book import hand_over_book
from db.day_steps import Steps
from db.models.handovers import Handover, HandoverReason, HandoverState
from db.run import run
from db.session import reading


def carry_out_due(day: date, steps: Steps) -> int:
    """How many handovers were carried out. One that is refused keeps no other waiting, and stays agreed."""
    agreed = select(Handover).where(col(Handover.state) == HandoverState.AGREED, col(Handover.effective_on) <= day)
    with reading(SYSTEM) as session:
        due = session.exec(agreed.order_by(col(Handover.id))).all()
    return sum(
        steps.tried("hand_over_book", partial(_carried_out, each), False, person_id=each.leaver_id) for each in due
    )


def _carried_out(handover: Handover) -> bool:
    """The account of who leaves ends with it; of who moves or is away it does not."""
    left = handover.reason == HandoverReason.LEFT
    run(hand_over_book, SYSTEM, handover_id=handover.id, version=handover.version, disable=left)
    return True
