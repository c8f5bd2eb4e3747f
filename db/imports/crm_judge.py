"""Judges the staged rows of another CRM's export, set-based: new, changed, same or reject."""

from typing import Any

import sqlalchemy as sa

from db.imports.crm_entries import TAKEN, customers_there, entries, links, owners
from db.imports.crm_fields import ACTIVITIES, CRM
from db.imports.crm_people import meet_users
from db.imports.crm_profile import CrmProfile
from db.imports.ids import learn_sizes
from db.imports.judging import ranked, write_verdicts
from db.imports.tables import CONTACT, CUSTOMER, RECORD, VERDICT


def judge_crm(connection: sa.Connection, run_id: int, profile: CrmProfile) -> None:
    """Write one verdict for each staged row of the run: what others hang on first."""
    connection.execute(sa.delete(VERDICT).where(VERDICT.c.run_id == run_id))
    meet_users(connection, run_id, profile)
    learn_sizes(connection, RECORD)
    for part in CRM:
        write_verdicts(connection, run_id, JUDGES[part](run_id, profile, part))
        learn_sizes(connection, VERDICT)


def _judged(row: Any, source: Any, known: Any, person: Any, rehomed: Any, *faults: tuple[Any, str]) -> Any:
    """Each row with what becomes of it; the first of the faults is the one that is told."""
    repeated = (row.c.nth > 1) & (row.c.digest == row.c.first_digest)
    every = ((repeated, "imports.row_repeated"), (row.c.nth > 1, "imports.row_twice"), *faults)
    return (
        sa.select(
            row.c.line,
            sa.case(*((wrong, "reject") for wrong, _key in every), else_=known).label("verdict"),
            sa.case(*every, else_=None).label("fault"),
            sa.cast(person, sa.Integer).label("person_id"),
            sa.case((rehomed, 1), else_=0).label("rehomed"),
        )
        .select_from(source)
        .subquery("judged")
    )


def _known_as(row: Any, there: Any) -> Any:
    return sa.case((there.c.record_id.is_(None), "new"), (there.c.digest != row.c.digest, "changed"), else_="same")


def _users(run_id: int, _profile: CrmProfile, part: str) -> Any:
    """Each user beside who takes what they own; somebody who is nobody here, and for whom no leader stands, is none."""
    row = ranked(RECORD, run_id, part)
    nobody = row.c.holder_id.is_(None) & row.c.doer_id.is_(None)
    another = row.c.holder_id.is_not(None) & (sa.func.coalesce(row.c.doer_id, 0) != row.c.holder_id)
    return _judged(row, row, sa.literal("same"), row.c.holder_id, another, (nobody, "imports.row_owner"))


def _accounts(run_id: int, profile: CrmProfile, part: str) -> Any:
    row, owner, there = ranked(RECORD, run_id, part), owners(run_id), links(profile, part)
    of_number = sa.func.min(row.c.line).over(partition_by=row.c.number)
    numbered = sa.select(row, of_number.label("first_line")).subquery("numbered")
    source = (
        numbered.outerjoin(owner, owner.c.called == numbered.c.owner)
        .outerjoin(there, there.c.number == numbered.c.key)
        .outerjoin(CUSTOMER, CUSTOMER.c.number == numbered.c.number)
    )
    new = there.c.record_id.is_(None)
    another = new & (sa.func.coalesce(owner.c.doer_id, 0) != owner.c.holder_id)
    faults = (
        ((numbered.c.nth == 1) & (numbered.c.line != numbered.c.first_line), "imports.row_number_twice"),
        (new & CUSTOMER.c.id.is_not(None), "imports.row_number_there"),
        (new & owner.c.holder_id.is_(None), "imports.row_owner"),
    )
    return _judged(numbered, source, _known_as(numbered, there), owner.c.holder_id, another, *faults)


def _contacts(run_id: int, profile: CrmProfile, part: str) -> Any:
    row, there = ranked(RECORD, run_id, part), links(profile, part)
    account, before = entries(run_id, "accounts", *TAKEN), customers_there(profile)
    source = (
        row.outerjoin(there, there.c.number == row.c.key)
        .outerjoin(account, account.c.key == row.c.account)
        .outerjoin(before, before.c.number == row.c.account)
    )
    orphan = account.c.key.is_(None) & before.c.number.is_(None)
    person, rehomed = sa.null(), sa.false()
    return _judged(row, source, _known_as(row, there), person, rehomed, (orphan, "imports.row_unknown_account"))


def _activities(run_id: int, profile: CrmProfile, part: str) -> Any:
    """Each activity beside who holds or did it; where that is nobody here, it goes to whoever owns the customer.

    What is over stays with who did it, though they have left; what is open needs somebody who is there.
    """
    row, owner, there = ranked(RECORD, run_id, part), owners(run_id), links(profile, part)
    account, before = entries(run_id, "accounts", *TAKEN), customers_there(profile)
    contact, met = entries(run_id, "contacts", *TAKEN), links(profile, "contacts")
    source = (
        row.outerjoin(there, there.c.number == row.c.key)
        .outerjoin(owner, owner.c.called == row.c.owner)
        .outerjoin(account, account.c.key == row.c.account)
        .outerjoin(before, before.c.number == row.c.account)
        .outerjoin(contact, contact.c.key == row.c.contact)
        .outerjoin(met, met.c.number == row.c.contact)
        .outerjoin(CONTACT, CONTACT.c.id == met.c.record_id)
    )
    named = account.c.key.is_not(None) | before.c.number.is_not(None)
    through = row.c.account.is_(None) & (contact.c.key.is_not(None) | CONTACT.c.id.is_not(None))
    at_work = sa.case((owner.c.doer_id == owner.c.holder_id, owner.c.doer_id))
    person = sa.case((row.c.status == "planned", at_work), else_=owner.c.doer_id)
    orphan = (~(named | through), "imports.row_unknown_account")
    return _judged(row, source, _known_as(row, there), person, person.is_(None), orphan)


JUDGES = {"users": _users, "accounts": _accounts, "contacts": _contacts, **dict.fromkeys(ACTIVITIES, _activities)}
"""How the rows of each file are judged."""
