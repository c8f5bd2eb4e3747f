"""`handover`: all that somebody holds, to others; the same commands and refusals as on the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from sqlmodel import col, select

from db.access import SYSTEM
from db.cli.rows import Format, FormatOption, print_rows
from db.cli.said import say, words
from db.commands.freeze_handover import freeze_handover
from db.commands.hand_over_book import hand_over_book
from db.commands.open_handover import open_handover
from db.commands.propose_successors import propose_successors
from db.commands.sign_handover import sign_handover
from db.commands.undo_handover import undo_handover
from db.errors import Refusal
from db.models.handovers import UNDER_WAY, Handover, HandoverReason, HandoverState
from db.periods import today
from db.queries.certificates import handover_checks
from db.queries.handover_lines import handover_totals
from db.queries.handovers import HandoverRow, one_handover
from db.queries.people import person_with_login
from db.run import run
from db.session import reading

app = typer.Typer(help="Handing over a book: plan, run, show, undo.", no_args_is_help=True, rich_markup_mode=None)

Login = Annotated[str, typer.Argument(help="Login of who hands over.")]


@app.command("plan")
def plan(
    login: Login,
    to: Annotated[list[str], typer.Option("--to", help="Login of a successor; again for each.")],
    last_day: Annotated[
        datetime | None, typer.Option("--last-day", formats=["%Y-%m-%d"], help="The last day at work; today without.")
    ] = None,
    reason: Annotated[HandoverReason, typer.Option("--reason", help="Why.")] = HandoverReason.LEFT,
    shape: FormatOption = Format.TABLE,
) -> None:
    """List all that somebody holds and split it over successors by the rule; again for a list taken anew."""
    with reading(SYSTEM) as session:
        leaver = person_with_login(session, login).id
        people = [person_with_login(session, each).id for each in to]
    row = _found(login, *UNDER_WAY)
    if row is None:
        ends = last_day.date() if last_day else today()
        made = run(open_handover, SYSTEM, leaver_id=leaver, reason=reason, last_day=ends)
    else:
        made = row.id
    run(freeze_handover, SYSTEM, handover_id=made, version=_one(made).version)
    run(propose_successors, SYSTEM, handover_id=made, version=_one(made).version, people=people)
    _totals(made, shape)
    say("cli.handover_planned", login=login, customers=_one(made).customers)


@app.command("run")
def carry_out(
    login: Login,
    signed: Annotated[bool, typer.Option("--signed", help="Sign for both sides, who agreed elsewhere.")] = False,
    disable: Annotated[bool, typer.Option("--disable", help="End the account of who leaves with it.")] = False,
    shape: FormatOption = Format.TABLE,
) -> None:
    """Hand over what was planned, whole or not at all, and print what held before and after."""
    row = _latest(login, HandoverState.FROZEN, HandoverState.AGREED)
    if signed and row.state == HandoverState.FROZEN:
        why = words("cli.handover_signed")
        run(sign_handover, SYSTEM, handover_id=row.id, version=row.version, for_leaver_reason=why)
        row = _one(row.id)
    if row.state == HandoverState.FROZEN:
        raise Refusal("handovers.not_agreed")
    run(hand_over_book, SYSTEM, handover_id=row.id, version=row.version, disable=disable)
    _checks(row.id, shape)
    say("cli.handover_done", login=login, customers=row.customers)


@app.command("show")
def show(login: Login, shape: FormatOption = Format.TABLE) -> None:
    """Where the latest handover of somebody stands: who takes what, and once it is done what was checked."""
    row = _latest(login)
    if row.done_at is None:
        _totals(row.id, shape)
    else:
        _checks(row.id, shape)
    say("cli.handover_stands", login=login, state=row.state.value, customers=row.customers)


@app.command("undo")
def undo(login: Login, reason: Annotated[str, typer.Option("--reason", help="Why it is taken back.")]) -> None:
    """Take back the latest handover of somebody, unless it is closed; what was handed on since is named and stays."""
    # The latest that was carried out, whatever became of it: the same order again takes back no older one.
    row = _latest(login, HandoverState.DONE, HandoverState.CLOSED, HandoverState.UNDONE)
    undone = run(undo_handover, SYSTEM, handover_id=row.id, version=row.version, reason=reason)
    if undone.skipped_customers:
        print_rows(("customer_id", "stays"), undone.skipped_customers, Format.CSV, typed=("stays",))
    say("cli.handover_undone", login=login, customers=undone.customers, skipped=undone.skipped)


def _latest(login: str, *states: HandoverState) -> HandoverRow:
    """The latest handover of somebody, in one of these states where any are named; refused where there is none."""
    found = _found(login, *states)
    if found is None:
        raise Refusal("handovers.none", name=login)
    return found


def _found(login: str, *states: HandoverState) -> HandoverRow | None:
    with reading(SYSTEM) as session:
        person = person_with_login(session, login)
        theirs = select(Handover.id).where(col(Handover.leaver_id) == person.id).order_by(col(Handover.id).desc())
        if states:
            theirs = theirs.where(col(Handover.state).in_(states))
        found = session.exec(theirs.limit(1)).first()
    return None if found is None else _one(found)


def _one(handover_id: int) -> HandoverRow:
    with reading(SYSTEM) as session:
        found = one_handover(session, SYSTEM, handover_id)
    assert found is not None
    return found


def _totals(handover_id: int, shape: Format) -> None:
    with reading(SYSTEM) as session:
        rows = handover_totals(session, SYSTEM, handover_id)
    money = [[f"{fen / 100:.2f}" for fen in (row.premium, row.receivable, row.overdue)] for row in rows]
    table = [(row.successor, row.customers, *sums, row.renewals) for row, sums in zip(rows, money, strict=True)]
    named = ("successor", "customers", "premium_yuan", "receivable_yuan", "overdue_yuan", "renewals")
    print_rows(named, table, shape, typed=("successor",))


def _checks(handover_id: int, shape: Format) -> None:
    with reading(SYSTEM) as session:
        rows = handover_checks(session, SYSTEM, handover_id)
    table = [(row.name, row.before, row.after, "yes" if row.holds else "no") for row in rows]
    print_rows(("check", "before", "after", "holds"), table, shape, typed=())
