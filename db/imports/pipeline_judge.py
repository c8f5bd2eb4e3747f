"""Judges the staged rows of a pipeline's files, set-based: new, changed, same, duplicate or reject."""

from typing import Any

import sqlalchemy as sa

from db.imports.ids import learn_sizes
from db.imports.judging import ranked, write_verdicts
from db.imports.pipeline_entries import TAKEN, entries, rank, stand_in
from db.imports.pipeline_profile import PipelineProfile
from db.imports.seats import take_seats
from db.imports.tables import CUSTOMER, ENTRY, OPPORTUNITY, ORIGIN, PRODUCT, SEAT, VERDICT, standing
from db.models.sales import Outcome


def judge_pipeline(connection: sa.Connection, run_id: int, profile: PipelineProfile) -> None:
    """Write one verdict for each staged row of the run: what a sale names first, then the sales."""
    connection.execute(sa.delete(VERDICT).where(VERDICT.c.run_id == run_id))
    take_seats(connection, run_id, profile.booking.departments)
    learn_sizes(connection, ENTRY)
    for judged in (_products(run_id), _agents(run_id), _accounts(run_id)):
        write_verdicts(connection, run_id, judged)
    learn_sizes(connection, VERDICT)
    write_verdicts(connection, run_id, _sales(run_id, profile))
    learn_sizes(connection, VERDICT)


def _verdict(row: Any, known: Any, *faults: tuple[Any, str]) -> tuple[Any, Any]:
    """What becomes of a row whose own faults are these; `known` says what it is where it has none."""
    duplicate = (row.c.nth > 1) & (row.c.digest == row.c.first_digest)
    all_faults = ((row.c.nth > 1, "imports.row_twice"), *faults)
    verdict = sa.case((duplicate, "duplicate"), *((wrong, "reject") for wrong, _key in all_faults), else_=known)
    fault = sa.case((duplicate, None), *all_faults, else_=None)
    return verdict.label("verdict"), fault.label("fault")


def _new_unless(found: Any) -> Any:
    return sa.case((found.is_(None), "new"), else_="same")


def _products(run_id: int) -> Any:
    row = ranked(ENTRY, run_id, "products")
    columns = (row.c.line, PRODUCT.c.id.label("product_id"), *_verdict(row, _new_unless(PRODUCT.c.id)))
    source = row.outerjoin(PRODUCT, PRODUCT.c.code == row.c.key)
    return sa.select(*columns).select_from(source).subquery("judged")


def _agents(run_id: int) -> Any:
    """Each agent beside the salesperson who takes the agent's customers: those of the office in turn."""
    in_turn = ranked(ENTRY, run_id, "agents")
    once = sa.case((in_turn.c.nth == 1, 1), else_=0)
    turn = sa.func.row_number().over(partition_by=(in_turn.c.channel, once), order_by=in_turn.c.line)
    row = sa.select(in_turn, (turn - 1).label("turn")).subquery("turned")
    share = (
        sa.select(SEAT.c.channel, sa.func.count().label("seats"))
        .where(SEAT.c.run_id == run_id)
        .group_by(SEAT.c.channel)
        .subquery("share")
    )
    seated = (
        (SEAT.c.run_id == run_id) & (SEAT.c.channel == row.c.channel) & (SEAT.c.place == row.c.turn % share.c.seats)
    )
    source = row.outerjoin(share, share.c.channel == row.c.channel).outerjoin(SEAT, seated)
    verdict = _verdict(row, sa.literal("same"), (SEAT.c.person_id.is_(None), "imports.row_office"))
    return sa.select(row.c.line, SEAT.c.person_id, *verdict).select_from(source).subquery("judged")


def _accounts(run_id: int) -> Any:
    in_turn = ranked(ENTRY, run_id, "accounts")
    of_number = sa.func.min(in_turn.c.key).over(partition_by=in_turn.c.number)
    row = sa.select(in_turn, of_number.label("first_key")).subquery("numbered")
    source = row.outerjoin(CUSTOMER, CUSTOMER.c.number == row.c.number)
    verdict = _verdict(row, _new_unless(CUSTOMER.c.id), (row.c.key != row.c.first_key, "imports.row_number_twice"))
    return (
        sa.select(row.c.line, standing(CUSTOMER).label("customer_id"), *verdict).select_from(source).subquery("judged")
    )


def _sales(run_id: int, profile: PipelineProfile) -> Any:
    """Each sale beside the agent, product and account of the files and the opportunity of the book that it meets."""
    row = ranked(ENTRY, run_id, "opportunities")
    agent, product = entries(run_id, "agents", *TAKEN), entries(run_id, "products", *TAKEN)
    account, holder, other = entries(run_id, "accounts", *TAKEN), CUSTOMER.alias("holder"), CUSTOMER.alias("other")
    known = (ORIGIN.c.source == profile.name) & (ORIGIN.c.number == row.c.key)
    source = (
        row.outerjoin(agent, agent.c.key == row.c.agent)
        .outerjoin(product, product.c.key == row.c.product)
        .outerjoin(account, account.c.key == row.c.account)
        .outerjoin(other, row.c.account.is_(None) & (other.c.number == stand_in(profile, row.c.agent)))
        .outerjoin(ORIGIN, known)
        .outerjoin(OPPORTUNITY, OPPORTUNITY.c.id == ORIGIN.c.opportunity_id)
        .outerjoin(holder, holder.c.id == OPPORTUNITY.c.customer_id)
    )
    ahead = rank(profile, row.c.stage) > rank(profile, OPPORTUNITY.c.stage)
    moves = (OPPORTUNITY.c.outcome == Outcome.OPEN) & ahead
    rehomed = row.c.account.is_not(None) & (holder.c.number == stand_in(profile, ORIGIN.c.agent))
    known_as = sa.case((OPPORTUNITY.c.id.is_(None), "new"), (moves | rehomed, "changed"), else_="same")
    faults = (
        (rank(profile, row.c.stage) == 0, "imports.row_unknown_stage"),
        (agent.c.key.is_(None), "imports.row_unknown_agent"),
        (product.c.key.is_(None), "imports.row_unknown_product"),
        (row.c.account.is_not(None) & account.c.key.is_(None), "imports.row_unknown_account"),
    )
    return (
        sa.select(
            row.c.line,
            OPPORTUNITY.c.id.label("opportunity_id"),
            sa.func.coalesce(account.c.customer_id, standing(other)).label("customer_id"),
            product.c.product_id,
            agent.c.person_id,
            sa.case((moves, 1), else_=0).label("moves"),
            sa.case((rehomed, 1), else_=0).label("rehomed"),
            *_verdict(row, known_as, *faults),
        )
        .select_from(source)
        .subquery("judged")
    )
