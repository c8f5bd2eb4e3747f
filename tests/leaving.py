"""Somebody who leaves with something of every kind on hand, and those who could take it; what each holds, as sets."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import SYSTEM, Actor
from db.commands.freeze_handover import freeze_handover
from db.commands.hand_over_book import hand_over_book
from db.commands.open_handover import open_handover
from db.commands.propose_successors import propose_successors
from db.commands.sign_handover import sign_handover
from db.handover_steps import SIGNED_FOR
from db.holders import held_tables
from db.models.handovers import Handover, HandoverItem, HandoverSigning
from db.models.talk import ActivityParticipant
from db.periods import now
from db.run import run
from factories import (
    activity,
    company,
    contact,
    customer,
    day,
    hire,
    lead,
    member,
    milestone,
    one,
    opportunity,
    risk,
    write,
)
from factories_money import claim, cost, policy, receive


@dataclass
class Branch:
    """A team: who leaves, who takes, who leads; a colleague of another department and a customer of theirs."""

    head: Actor
    boss: Actor
    leaver: Actor
    takers: list[Actor]
    far: Actor
    mine: list[int]
    theirs: int
    visits: list[int]


def branch(customers=4):
    """A team with a leaver who has `customers` customers and whatever a salesperson may hold."""
    company()
    head, boss = hire("head", "department_head", "D1"), hire("boss", "manager")
    leaver, far = hire("leaver"), hire("far", unit="D2T1")
    takers = [hire("ann"), hire("bob")]
    mine = [customer(leaver, f"客户甲{number}") for number in range(customers)]
    theirs = customer(far, "别部客户")
    visits = [held(leaver, boss, number, at) for at, number in enumerate(mine)]
    member(theirs, leaver, can_write=1)
    member(mine[0], far)
    activity(theirs, "2026-07-03", leaver)
    beside(activity(customer(takers[0], "同事客户"), "2026-07-04"), leaver)
    lead("D1T1", leaver, "潜客一")
    lead("D1T1", leaver, "潜客二")
    return Branch(head, boss, leaver, takers, far, mine, theirs, visits)


def held(leaver, boss, number, at):
    """All that hangs on a customer; its open visit."""
    term = policy(number, 1_000 * (at + 1), "2026-01-01", parts=4)
    receive(term, 250, "2026-01-05")
    claim(term, "2026-03-01", estimate=500)
    cost(number, 20, "2026-02-01")
    contact(number)
    sale = opportunity(number, "set_up", kind="project")
    milestone(sale, leaver)
    risk(sale, leaver)
    activity(number, "2026-05-01", leaver, status="done")
    visit = activity(number, "2026-07-02", leaver, cause="renewal", cause_id=term)
    if at == 0:
        beside(visit, boss)
    return visit


def beside(visit, person):
    """Somebody comes along to a visit."""
    return write(
        ActivityParticipant(activity_id=visit, person_id=person.person_id, part="companion", joined_at=now(), open=1)
    )


def agreed(of, reason="left", *, by=None, takers=None):
    """A handover of the leaver's whole book, frozen, split and signed by everybody; its id."""
    by, takers = by or of.boss, takers or of.takers
    made = run(open_handover, by, leaver_id=of.leaver.person_id, reason=reason, last_day=day("2026-07-31"))
    run(freeze_handover, by, handover_id=made, version=version(made))
    people = [one.person_id for one in takers]
    run(propose_successors, by, handover_id=made, version=version(made), people=people)
    run(sign_handover, of.leaver, handover_id=made, version=version(made))
    for each in takers:
        if state(made) == "frozen" and signs(made, each):
            run(sign_handover, each, handover_id=made, version=version(made))
    return made


def signs(made, person):
    """Whether somebody takes what asks for a signature, and has not signed yet."""
    taken = (HandoverItem.handover_id == made, HandoverItem.successor_id == person.person_id)
    party = one(select(HandoverItem.id).where(*taken, col(HandoverItem.record_table).in_(("ownership", *SIGNED_FOR))))
    signed = one(select(HandoverSigning.id).where(
        HandoverSigning.handover_id == made, HandoverSigning.person_id == person.person_id))  # fmt: skip
    return party is not None and signed is None


def carried_out(of, made, *, by=None, disable=True):
    return run(hand_over_book, by or of.boss, handover_id=made, version=version(made), disable=disable)


def version(made):
    return one(select(Handover.version).where(Handover.id == made))


def state(made):
    return one(select(Handover.state).where(Handover.id == made))


def open_rows(person=None):
    """{table: {id: person}} of what is held, by somebody or by all."""
    found = {}

    def look(session, actor):
        for name, table in held_tables().items():
            rows = sa.select(table.c.id, table.c.person_id).where(table.c.open == 1)
            if person is not None:
                rows = rows.where(table.c.person_id == person.person_id)
            found[name] = {row[0]: row[1] for row in session.trusted().execute(rows)}
        session.notebook.quiet = True

    run(look, SYSTEM)
    return found


def as_of_now():
    """Who owns, who is a member and may write, and who holds each open piece of work, whatever the rows are called."""
    found = {}

    def look(session, actor):
        tables = held_tables()
        owner, joined = tables["ownership"], tables["membership"]
        asked = {
            "owners": sa.select(owner.c.customer_id, owner.c.person_id).where(owner.c.open == 1),
            "members": sa.select(joined.c.customer_id, joined.c.person_id, joined.c.can_write).where(
                joined.c.open == 1
            ),
        }
        for name, table in tables.items():
            if name not in ("ownership", "membership"):
                asked[name] = sa.select(table.c.id, table.c.person_id).where(table.c.open == 1)
        for name, rows in asked.items():
            found[name] = {tuple(row) for row in session.trusted().execute(rows)}
        session.notebook.quiet = True

    run(look, SYSTEM)
    return found


def counted(model, *criteria):
    return one(select(sa.func.count()).select_from(model).where(*criteria, sa.true()))
