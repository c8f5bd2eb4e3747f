"""The one path of writing: in line for the lock, right, key, the command, its audit, one commit; then the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from typing import Any, TypeVar, get_type_hints

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import attributes
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import SQLModel, col, select

from db.access import GRANTS, Actor
from db.audit import Notebook
from db.colleagues import seller
from db.customer_path import TO_CUSTOMER
from db.engine import Database, database
from db.errors import Busy, Denied, Refusal, Stale, sentences
from db.gram_index import keep_grams
from db.models.claims import ClaimEvent
from db.models.covers import Cover
from db.models.customers import Customer
from db.models.exports import ExportRequest, ExportTaken
from db.models.handovers import Handover, HandoverLine, HandoverSigning
from db.models.leads import LeadEvent
from db.models.notices import Notice, NoticeSetting
from db.models.people import Person, Role
from db.models.policies import Cost, Credit, PremiumEvent
from db.models.sales import Lead
from db.models.search import PinnedRecord, RecentRecord, SavedFilter
from db.models.sign_in import Credential, RecoveryCode, SignInSession, Viewing
from db.models.system import Audit, CommandKey
from db.models.talk import Comment
from db.models.work import DayPlan
from db.orders import check_kinds
from db.periods import now
from db.rights import require
from db.scope import sees, writable
from db.sealing import anchor, seal_rows
from db.session import ActorSession
from db.upsert import insert_or

Result = TypeVar("Result")
KEPT: tuple[type[SQLModel], ...] = (Audit, CommandKey)
CREDITED = (("premium_event_id", PremiumEvent), ("claim_event_id", ClaimEvent), ("cost_id", Cost))
OWN: dict[type[SQLModel], str] = {
    Person: "id",
    Credential: "person_id",
    RecoveryCode: "person_id",
    SignInSession: "person_id",
    Viewing: "person_id",
    DayPlan: "person_id",
    Comment: "person_id",
    HandoverSigning: "person_id",
    Notice: "person_id",
    NoticeSetting: "person_id",
    PinnedRecord: "person_id",
    RecentRecord: "person_id",
    SavedFilter: "person_id",
    ExportTaken: "person_id",
}
"""Tables whose rows belong to one person, and the column that says whose."""


class WritingSession(ActorSession):
    """The session of one command: it may write the tables granted to the command, within the actor's scope."""

    def __init__(self, opened: Database, actor: Actor, verb: str) -> None:
        super().__init__(opened.write, actor)
        self.verb = verb
        self.notebook = Notebook(actor, verb)
        self.new_customers: set[int] = set()


@event.listens_for(WritingSession, "before_flush")
def _check_writes(session: Any, _context: Any, _instances: Any) -> None:
    assert isinstance(session, WritingSession)
    if session.actor.seen_by is not None:
        raise Denied("core.only_seeing")
    touched = [*session.new, *(row for row in session.dirty if session.is_modified(row)), *session.deleted]
    records = [row for row in touched if not isinstance(row, KEPT)]
    if records and session.actor.role is not Role.SYSTEM:
        grant = GRANTS[session.verb or ""]
        if any(not isinstance(row, grant.writes) for row in records):
            raise Denied("core.not_allowed")
        _check_customers(session, records)
        _check_leads(session, records)
        _check_covers(session, records)
        _check_handovers(session, records)
        _check_own(session.actor, records)
        _check_requests(session, records)
    session.notebook.collect(records)


@event.listens_for(WritingSession, "after_flush")
def _keep_names(session: Any, _context: Any) -> None:
    keep_grams(session)


def _held(record: Any, name: str) -> set[Any]:
    """What a column holds now and what it held when the record was read: neither may be somebody else's."""
    past = attributes.get_history(record, name)
    return {*past.added, *past.unchanged, *past.deleted}


def _customers_of(session: WritingSession, record: Any) -> set[int]:
    """The customers a record hangs on or hung on; none for a record of no customer."""
    model = type(record)
    links = CREDITED if model is Credit else (TO_CUSTOMER[model],) if model in TO_CUSTOMER else ()
    found: set[int] = set()
    for name, via in links:
        held = _held(record, name) - {None}
        while via is not None and held:
            name, above = TO_CUSTOMER[via]  # noqa: PLW2901 - one step up
            table = via.__table__  # type: ignore[attr-defined]
            held = set(session.trusted().execute(sa.select(table.c[name]).where(table.c.id.in_(held))).scalars())
            via = above  # noqa: PLW2901
        found |= held
    return found


def _check_customers(session: WritingSession, records: list[Any]) -> None:
    """Who may change a customer writes what hangs on it; who sees it may speak of it."""
    _check_scope(session, [record for record in records if isinstance(record, Comment)], sees)
    _check_scope(session, [record for record in records if not isinstance(record, Comment)], writable)


def _check_scope(session: WritingSession, records: list[Any], scope: Callable[..., Any]) -> None:
    wanted = {customer for record in records for customer in _customers_of(session, record)} - session.new_customers
    if not wanted:
        return
    allowed = select(Customer.id).where(col(Customer.id).in_(wanted), scope(session.actor, Customer))
    if set(session.trusted().execute(allowed).scalars()) != wanted:
        raise Denied("core.out_of_scope")


def _check_leads(session: WritingSession, records: list[Any]) -> None:
    """A lead begins in the units of who writes it, and is theirs to see before it and its steps are written."""
    new = {record.unit_id for record in records if isinstance(record, Lead) and record.id is None}
    wanted = {record.id for record in records if isinstance(record, Lead) and record.id is not None}
    wanted |= {record.lead_id for record in records if isinstance(record, LeadEvent)}
    allowed = select(Lead.id).where(col(Lead.id).in_(wanted), sees(session.actor, Lead))
    seen = set(session.trusted().execute(allowed).scalars()) if wanted else set()
    if not new <= session.actor.units or seen != wanted:
        raise Denied("core.out_of_scope")


def _check_covers(session: WritingSession, records: list[Any]) -> None:
    """Whoever is covered gives the order themselves, or works in the units of who does."""
    for record in records:
        if isinstance(record, Cover):
            for absent in _held(record, "absent_id"):
                seller(session, session.actor, absent)


def _check_handovers(session: WritingSession, records: list[Any]) -> None:
    """A handover begins in the units of who opens it, and is theirs to see before it is changed."""
    new = {record.unit_id for record in records if isinstance(record, Handover) and record.id is None}
    if not new <= session.actor.units:
        raise Denied("core.out_of_scope")
    for model in (Handover, HandoverLine):
        wanted = {record.id for record in records if isinstance(record, model) and record.id is not None}
        allowed = select(model.id).where(col(model.id).in_(wanted), sees(session.actor, model))
        if wanted and set(session.trusted().execute(allowed).scalars()) != wanted:
            raise Denied("core.out_of_scope")


def _check_own(actor: Actor, records: list[Any]) -> None:
    """Accounts, plans, words and notices are written by whose they are, and accounts by who keeps them."""
    for record in records:
        name = OWN.get(type(record))
        if name and actor.role is not Role.ADMIN and _held(record, name) != {actor.person_id}:
            raise Denied("core.out_of_scope")


def _check_requests(session: WritingSession, records: list[Any]) -> None:
    """An export is asked for in one's own name; of others' requests, those in sight are decided."""
    asked = [record for record in records if isinstance(record, ExportRequest)]
    others = {record.id for record in asked if _held(record, "person_id") != {session.actor.person_id}}
    if not others:
        return
    seen = select(ExportRequest.id).where(col(ExportRequest.id).in_(others), sees(session.actor, ExportRequest))
    if set(session.trusted().execute(seen).scalars()) != others:
        raise Denied("core.out_of_scope")


@cache
def _answer_type(command: Callable[..., Any]) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(command)["return"])


def _known_answer(session: WritingSession, command: Callable[..., Result], key: str) -> tuple[bool, Any]:
    """Take the key; if it was taken before, answer with what came of it then."""
    table = CommandKey.__table__  # type: ignore[attr-defined]
    entry = {
        "key": key,
        "command": command.__name__,
        "actor_id": session.actor.person_id,
        "result": "null",
        "at": now(),
    }
    fresh = insert_or(session, table).values(**entry).on_conflict_do_nothing().returning(table.c.key)
    if session.trusted().execute(fresh).first():
        return False, None
    row = session.trusted().execute(sa.select(table).where(table.c.key == key)).one()
    if (row.actor_id, row.command) != (session.actor.person_id, command.__name__):
        raise Denied("core.not_allowed")
    return True, _answer_type(command).validate_json(row.result)


def _remember(session: WritingSession, command: Callable[..., Any], key: str, result: Any) -> None:
    table = CommandKey.__table__  # type: ignore[attr-defined]
    answer = _answer_type(command).dump_json(result).decode()
    session.trusted().execute(sa.update(table).where(table.c.key == key).values(result=answer))


def _sentence_of(error: IntegrityError) -> str:
    """The sentence for the rule of the database that was about to break."""
    told = str(error.orig)
    known = (key for key in sentences() if key.startswith("database.") and key.removeprefix("database.") in told)
    return next(known, "core.refused_by_database")


@contextmanager
def _told() -> Iterator[None]:
    """Database errors as refusals that a person can read."""
    try:
        yield
    except StaleDataError as stale:
        raise Stale("core.stale", by="—") from stale
    except IntegrityError as broken:
        raise Refusal(_sentence_of(broken)) from broken
    except OperationalError as late:
        if "locked" in str(late.orig) or "lock timeout" in str(late.orig):
            raise Busy("core.busy") from late
        raise


def _write(
    opened: Database, command: Callable[..., Result], actor: Actor, key: str | None, order: dict[str, Any]
) -> Result:
    with WritingSession(opened, actor, command.__name__) as session:
        if key is not None:
            known, answer = _known_answer(session, command, key)
            if known:
                return answer  # type: ignore[no-any-return]
        result = command(session, actor, **order)
        session.flush()
        if key is not None:
            _remember(session, command, key, result)
        _end(opened, session, session.notebook.rows())
        return result


def _note_denial(opened: Database, command: Callable[..., Any], actor: Actor, denied: Refusal) -> None:
    with WritingSession(opened, actor.seen_by or actor, command.__name__) as session:
        session.notebook.notes["refused"] = denied.key
        if actor.seen_by is not None:
            session.notebook.notes["seen_as"] = actor.login
        session.notebook.notes.update(denied.notes)
        _end(opened, session, session.notebook.rows("denied"))


def _end(opened: Database, session: WritingSession, rows: list[Audit]) -> None:
    """Commit with the audit's rows sealed; only then does the file beside the keys say how far they reach."""
    link = seal_rows(session, opened.url, rows)
    session.commit()
    anchor(opened.url, link)


def run(command: Callable[..., Result], actor: Actor, *, key: str | None = None, **order: Any) -> Result:
    """Carry out one command in the actor's name, whole or not at all; raises Refusal, having changed nothing.

    `key` is the idempotency key that the form carries: the same key again gives the first answer.
    """
    opened = database()
    with opened.lock.hold() if opened.lock else nullcontext(), _told():
        try:
            require(actor, command.__name__)
            check_kinds(command, order)
            return _write(opened, command, actor, key, order)
        except Refusal as refused:
            # What was mistyped, overtaken or not ready yet is nobody's business but theirs.
            if isinstance(refused, Denied) or type(refused) is Refusal:
                _note_denial(opened, command, actor, refused)
            raise


def check_version(record: Any, version: int, *, by: str = "—") -> None:
    """Refuse to save a form that was opened before somebody else changed the record."""
    if record.version != version:
        raise Stale("core.stale", by=by)
