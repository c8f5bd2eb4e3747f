"""Brings a pipeline's known sales to where the files see them."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from db.config import config
from db.imports.pipeline_entries import ranks, sales
from db.imports.pipeline_profile import PipelineProfile
from db.imports.tables import ACTIVITY, CLOSE_MOVE, CUSTOMER, OPPORTUNITY, REPRICED, STEP, standing
from db.models.sales import Outcome
from db.periods import now


def move_sales(connection: sa.Connection, run_id: int, as_of: date, profile: PipelineProfile) -> None:
    """Bring known sales to where the files see them: a step for each stage, and the account that was left open."""
    row = sales(run_id, profile, "changed")
    known = ("stage", "stage_since", "expected_premium", "expected_close")
    asked = sa.select(
        row, *(OPPORTUNITY.c[name].label(f"book_{name}") for name in known), standing(CUSTOMER).label("home")
    )
    source = row.join(OPPORTUNITY, OPPORTUNITY.c.id == row.c.opportunity_id)
    found = connection.execute(
        asked.select_from(source.join(CUSTOMER, CUSTOMER.c.number == row.c.customer)).order_by(row.c.line)
    ).all()
    steps = [step for sale in found if sale.moves for step in _steps(sale, as_of, profile)]
    if steps:
        connection.execute(sa.insert(STEP), steps)
    moved = [(sale, _moved(sale, as_of, profile)) for sale in found if sale.moves]
    _keep_hopes(connection, moved)
    _go_on(connection, [values for _sale, values in moved])
    _go_home(connection, [{"sale": sale.opportunity_id, "home": sale.home} for sale in found if sale.rehomed])


def _way(sale: Any, as_of: date, profile: PipelineProfile) -> list[tuple[str, date]]:
    """The stages that lie between the book and the files, each with its day; never before the one it left."""
    rank, began = ranks(profile), profile.booking.began
    ended = sale.stage in profile.booking.ends
    way = []
    if ended and rank.get(sale.book_stage, 0) < rank[began]:
        way.append((began, max(sale.opened_on or sale.closed_on, sale.book_stage_since)))
    day = sale.closed_on if ended else sale.opened_on or as_of
    return [*way, (sale.stage, max(day, *(since for _stage, since in way), sale.book_stage_since))]


def _steps(sale: Any, as_of: date, profile: PipelineProfile) -> list[dict[str, Any]]:
    steps, at, since = [], sale.book_stage, sale.book_stage_since
    for stage, day in _way(sale, as_of, profile):
        step = {"from_stage": at, "to_stage": stage, "changed_on": day, "days": (day - since).days}
        steps.append({"opportunity_id": sale.opportunity_id, "changed_at": now(), **step})
        at, since = stage, day
    return steps


def _moved(sale: Any, as_of: date, profile: PipelineProfile) -> dict[str, Any]:
    """The opportunity as it stands after its last step."""
    stage = config().stages.stage(profile.booking.kind, sale.stage)
    assert stage is not None
    since = _way(sale, as_of, profile)[-1][1]
    return {
        "sale": sale.opportunity_id,
        "to_stage": stage.code,
        "to_outcome": stage.outcome or Outcome.OPEN.value,
        "to_probability": stage.probability,
        "to_since": since,
        "to_closed_on": since if stage.outcome else None,
        "to_close": since if stage.outcome else sale.book_expected_close,
        "to_premium": sale.value if (sale.value or 0) > 0 else sale.book_expected_premium,
    }


def _keep_hopes(connection: sa.Connection, moved: list[tuple[Any, dict[str, Any]]]) -> None:
    """Keep the premium and the close day that were expected before, of those that the files change."""
    priced, put_off = [], []
    for sale, values in moved:
        row = {"opportunity_id": sale.opportunity_id, "changed_on": values["to_since"], "changed_at": now()}
        before, after = sale.book_expected_premium, values["to_premium"]
        if before != after:
            priced.append({**row, "from_premium": before, "to_premium": after})
        days = (values["to_close"] - sale.book_expected_close).days
        if days:
            put_off.append({**row, "from_day": sale.book_expected_close, "to_day": values["to_close"], "days": days})
    for table, rows in ((REPRICED, priced), (CLOSE_MOVE, put_off)):
        if rows:
            connection.execute(sa.insert(table), rows)


def _go_on(connection: sa.Connection, moved: list[dict[str, Any]]) -> None:
    if not moved:
        return
    values = {
        "stage": sa.bindparam("to_stage"),
        "outcome": sa.bindparam("to_outcome"),
        "probability": sa.bindparam("to_probability"),
        "stage_since": sa.bindparam("to_since"),
        "evidence_on": sa.bindparam("to_since"),
        "closed_on": sa.bindparam("to_closed_on"),
        "expected_close": sa.bindparam("to_close"),
        "expected_premium": sa.bindparam("to_premium"),
        "version": OPPORTUNITY.c.version + 1,
    }
    connection.execute(
        sa.update(OPPORTUNITY).where(OPPORTUNITY.c.id == sa.bindparam("sale")).values(values), moved
    )  # fmt: skip


def _go_home(connection: sa.Connection, found: list[dict[str, Any]]) -> None:
    """Hang sales, and what was done for them, on the account that was not known before."""
    if not found:
        return
    home: Any = sa.bindparam("home")
    sale: Any = sa.bindparam("sale")
    own = sa.update(OPPORTUNITY).where(OPPORTUNITY.c.id == sale)
    connection.execute(own.values(customer_id=home, version=OPPORTUNITY.c.version + 1), found)
    done = sa.update(ACTIVITY).where(ACTIVITY.c.opportunity_id == sale)
    connection.execute(done.values(customer_id=home, version=ACTIVITY.c.version + 1), found)
