"""What the declarations of access answer: how far a role sees, which commands, pages and figures are open to it."""

from __future__ import annotations

from sqlmodel import SQLModel

from db.access import FIGURES, GRANTS, OPENS, OWN_PAGES, Actor, Reach
from db.errors import Denied
from db.models.people import Role
from db.reads import PRIVATE, READS


def reach(actor: Actor, model: type[SQLModel]) -> Reach | None:
    """How far the actor sees into a table; None is not at all."""
    if actor.role is Role.SYSTEM:
        return Reach.COMPANY
    if actor.unit_id is None and actor.role is not Role.ADMIN:
        return None
    if actor.seen_by is not None and model in PRIVATE:
        return None
    for tables, far in READS.get(actor.role, {}).items():
        if model in tables:
            return far
    return None


def may(actor: Actor, verb: str) -> bool:
    """Whether the actor's role has the right to a command at all."""
    if actor.role is Role.SYSTEM:
        return True
    grant = GRANTS.get(verb)
    return grant is not None and actor.role in grant.roles


def require(actor: Actor, verb: str) -> None:
    """Refuse a command that the actor's role has no right to, and any to who only sees as the actor."""
    if actor.seen_by is not None:
        raise Denied("core.only_seeing")
    if not may(actor, verb):
        raise Denied("core.not_allowed")


def opens(actor: Actor, page: str) -> bool:
    """Whether the actor's role may open a page; who sees as somebody opens no page that is that person's alone."""
    if actor.seen_by is not None and page in OWN_PAGES:
        return False
    return actor.role in OPENS.get(page, frozenset())


def counts(actor: Actor, metric: str) -> bool:
    """Whether the actor's role may ask for a figure."""
    if actor.role is Role.SYSTEM:
        return True
    allowed = FIGURES.get(actor.role, frozenset())
    return allowed is None or metric in allowed
