"""The staged rows of a pipeline's files beside their verdicts, and what stages and stand-ins are in SQL."""

from typing import Any

import sqlalchemy as sa

from db.config import config
from db.imports.pipeline_profile import PipelineProfile
from db.imports.tables import ENTRY, VERDICT

TAKEN = ("new", "changed", "same")
IDS = ("opportunity_id", "customer_id", "product_id", "person_id")
NUMBERS = ("moves", "rehomed")


def entries(run_id: int, part: str, *verdicts: str) -> Any:
    """The staged rows of one of the files with one of the verdicts, beside what the verdict knows."""
    return (
        sa.select(ENTRY, *(VERDICT.c[name] for name in ("verdict", "place", *IDS, *NUMBERS)))
        .join(VERDICT, (VERDICT.c.run_id == ENTRY.c.run_id) & (VERDICT.c.line == ENTRY.c.line))
        .where(ENTRY.c.run_id == run_id, ENTRY.c.part == part, VERDICT.c.verdict.in_(verdicts))
        .subquery(part)
    )


def stand_in(profile: PipelineProfile, agent: Any) -> Any:
    """The number of the customer that stands in for the accounts an agent left open."""
    return sa.func.replace(profile.booking.unregistered.number, "{agent}", agent)


def ranks(profile: PipelineProfile) -> dict[str, int]:
    """How far each stage is along its sale; all ends are equally far."""
    stages = config().stages.of(profile.booking.kind)
    return {stage.code: len(stages) if stage.outcome else at for at, stage in enumerate(stages, start=1)}


def rank(profile: PipelineProfile, stage: Any) -> Any:
    """How far a column's stage is along; 0 where there is no such stage."""
    return sa.case(*((stage == code, place) for code, place in ranks(profile).items()), else_=0)


def sales(run_id: int, profile: PipelineProfile, *verdicts: str) -> Any:
    """The staged sales with their worth in fen and the number of the customer they hang on."""
    row, product = entries(run_id, "opportunities", *verdicts), entries(run_id, "products", *TAKEN)
    account = entries(run_id, "accounts", *TAKEN)
    worth = sa.case((row.c.value > 0, row.c.value), else_=sa.func.coalesce(product.c.price, 0))
    customer = sa.func.coalesce(account.c.number, stand_in(profile, row.c.agent))
    return (
        sa.select(row, worth.label("worth"), customer.label("customer"))
        .join(product, product.c.key == row.c.product)
        .outerjoin(account, account.c.key == row.c.account)
        .subquery("sales")
    )
