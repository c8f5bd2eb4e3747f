"""Carries out, on its day, each reorganisation that is planned."""

from __future__ import annotations

from datetime import date
from functools import partial

from sqlmodel import col, select

from db.access import SYSTEM
from db.commands.run_reorganisation import run_reorganisation
from db.day_steps import Steps
from db.models.reorganisations import Reorganisation, ReorganisationState
from db.run import run
from db.session import reading


def reorganise_due(day: date, steps: Steps) -> int:
    """How many were carried out. One that is refused keeps no other waiting, and stays planned."""
    planned = select(Reorganisation).where(
        col(Reorganisation.state) == ReorganisationState.PLANNED, col(Reorganisation.effective_on) <= day
    )
    with reading(SYSTEM) as session:
        due = session.exec(planned.order_by(col(Reorganisation.effective_on), col(Reorganisation.id))).all()
    return sum(steps.tried("run_reorganisation", partial(_carried_out, plan), False) for plan in due)


def _carried_out(plan: Reorganisation) -> bool:
    run(run_reorganisation, SYSTEM, reorganisation_id=plan.id, version=plan.version)
    return True
