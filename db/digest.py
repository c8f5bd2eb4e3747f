"""The daily e-mail: for each person what waits, in their language and within what they may see that day."""

from __future__ import annotations

import logging
import os
import smtplib
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlmodel import col, select

from db.access import SYSTEM, Actor
from db.commands.put_back_digest import put_back_digest
from db.commands.take_digest import take_digest
from db.errors import Refusal
from db.mail import letter, mail_is_on, mail_server
from db.models.notices import Notice
from db.models.people import Person
from db.notice_text import page_of, sentence_of
from db.queries.actors import actor_of
from db.queries.inbox import NoticeRow, waiting
from db.run import run
from db.session import reading

MOST_LINES = 30
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Addressee:
    """Somebody for whom something waits, and where to write."""

    person_id: int
    email: str


def send_digests() -> int:
    """One letter for everybody for whom something waits; how many were sent. Run again, it sends nothing twice."""
    if not mail_is_on():
        return 0
    people = _addressees()
    if not people:
        return 0
    with mail_server() as server:
        return sum(_send(server, person) for person in people)


def _addressees() -> list[Addressee]:
    waits = select(Notice.person_id).where(col(Notice.waits) == 1)
    reached = select(Person.id, Person.email).where(
        col(Person.id).in_(waits), col(Person.active) == 1, col(Person.email).is_not(None)
    )
    with reading(SYSTEM) as session:
        return [Addressee(int(number or 0), email) for number, email in session.exec(reached) if email]


def _send(server: smtplib.SMTP, person: Addressee) -> bool:
    actor = actor_of(person.person_id)
    ids = run(take_digest, SYSTEM, person_id=person.person_id)
    if actor is None or not ids:
        return False
    with reading(actor) as session:
        rows = waiting(session, actor, ids)
    try:
        server.send_message(
            letter(person.email, _said("digest.subject", actor, number=len(rows)), text_of(actor, rows))
        )
    except (smtplib.SMTPException, OSError, ValueError):
        log.exception("a daily e-mail could not be sent")
        run(put_back_digest, SYSTEM, notice_ids=ids)
        return False
    return True


def text_of(actor: Actor, rows: list[NoticeRow]) -> str:
    """The letter: a line for each notice, with its record as far as today's scope shows it."""
    lines = [_said("digest.opening", actor, name=actor.name), ""]
    for row in rows[:MOST_LINES]:
        told = [sentence_of(row, actor.language)]
        if row.record is not None:
            told += [part for part in (row.record.title, row.record.customer, row.text) if part]
        lines.append("· " + " · ".join(" ".join(part.split()) for part in told))
        if row.record is not None and (url := _url(row)):
            lines.append(f"  {url}")
    if len(rows) > MOST_LINES:
        lines.append(_said("digest.more", actor, number=len(rows) - MOST_LINES))
    if house := os.environ.get("BAOKE_URL"):
        lines += ["", _said("digest.open", actor, url=f"{house.rstrip('/')}/notices")]
    return "\n".join([*lines, "", _said("digest.ending", actor)])


def _url(row: NoticeRow) -> str:
    house = os.environ.get("BAOKE_URL")
    page, said = page_of(row)
    return f"{house.rstrip('/')}/{page}?{urlencode(said)}" if house else ""


def _said(key: str, actor: Actor, **params: object) -> str:
    return Refusal(key, **params).sentence(actor.language)
