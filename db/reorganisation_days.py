"""Carries out, on its day, each reorganisation that is planned."""

from __future__ import annotations

import logging
from datetime import date

from sqlmodel import col, select

from db.access import SYSTEM
from db.commands.run_reorganisation import run_reorganisation
from db.errors import Refusal
from db.models.reorganisations import Reorganisation, ReorganisationState
from db.run import run
from db.session import reading

log = logging.getLogger(__name__)


def reorganise_due(day: date) -> int:
    """How many were carried out. One that is refused keeps no other waiting, and stays planned."""
    planned = select(Reorganisation).where(
        col(Reorganisation.state) == ReorganisationState.PLANNED, col(Reorganisation.effective_on) <= day
    )
    with reading(SYSTEM) as session:
        due = session.exec(planned.order_by(col(Reorganisation.effective_on), col(Reorganisation.id))).all()
    return sum(_carried_out(plan) for plan in due)


def _carried_out(plan: Reorganisation) -> bool:
    try:
        run(run_reorganisation, SYSTEM, reorganisation_id=plan.id, version=plan.version)
    except Refusal as refusal:
        log.warning("reorganisation %s could not be carried out: %s", plan.id, refusal)
        return False
    return True
