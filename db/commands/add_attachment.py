"""A file hung on a customer, told by its content and not by its name."""

from __future__ import annotations

from db.access import Actor
from db.config import config
from db.errors import Invalid
from db.files import digest_of, store
from db.models.customers import Customer
from db.models.files import Attachment
from db.periods import now
from db.record import found
from db.rules.files import harmless_name, kind_of
from db.run import WritingSession


def add_attachment(session: WritingSession, actor: Actor, *, customer_id: int, name: str, content: bytes) -> int:
    """Keep a file of a declared kind and size with a customer. Answers the attachment's id."""
    found(session, actor, Customer, customer_id)
    allowed = config().files
    kind = kind_of(content)
    if not content or len(content) > allowed.most_bytes:
        raise Invalid(fields={"attached": "files.size"}, most=allowed.most_mb)
    if kind is None or kind not in allowed.kinds:
        raise Invalid(fields={"attached": "files.kind"}, kinds=", ".join(allowed.kinds))
    made = Attachment(
        customer_id=customer_id,
        name=harmless_name(name, kind),
        kind=kind,
        size=len(content),
        digest=digest_of(content),
        stored="",
        person_id=actor.person_id,
        at=now(),
    )
    # Written last: what is refused above leaves no file behind.
    made.stored = store(content)
    session.add(made)
    session.flush()
    assert made.id is not None
    return made.id
