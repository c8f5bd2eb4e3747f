"""The values a filter offers for a dimension: units and colleagues in the actor's scope, products, and fixed codes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.memory import remembered
from db.metrics import CODES
from db.models.people import Person, Placement, Role, Unit, UnitKind
from db.models.policies import Product
from db.queries.customers import regions
from db.session import ActorSession


@dataclass(frozen=True)
class Choice:
    """A code and how it is called."""

    code: str
    zh: str
    en: str


def choices(session: ActorSession, actor: Actor, dimension: str) -> list[Choice]:
    """The choices of a dimension in order; none for one that is not offered as a filter."""
    return remembered(session, ("choices", dimension), lambda: _choices(session, actor, dimension))


def _choices(session: ActorSession, actor: Actor, dimension: str) -> list[Choice]:
    if dimension in (UnitKind.DEPARTMENT, UnitKind.TEAM):
        return _units(session, actor, UnitKind(dimension))
    if dimension == "salesperson":
        return _salespeople(session, actor)
    if dimension == "line":
        lines = select(Product.line, Product.line_zh, Product.line_en).distinct().order_by(col(Product.line))
        return [Choice(*row) for row in session.exec(lines)]
    if dimension == "product":
        products = select(Product.code, Product.zh, Product.en).order_by(col(Product.code))
        return [Choice(*row) for row in session.exec(products)]
    if dimension == "region":
        return _regions(session, actor)
    return _declared(dimension)


def _declared(dimension: str) -> list[Choice]:
    """Sources as config.toml has them, and fixed codes."""
    if dimension == "source":
        return [Choice(one.code, one.name.zh, one.name.en) for one in config().leads.sources]
    return [Choice(code, zh, en) for (name, code), (zh, en) in CODES.items() if name == dimension]


def _regions(session: ActorSession, actor: Actor) -> list[Choice]:
    named = {one.code: (one.name.zh, one.name.en) for one in config().customers.regions}
    found = regions(session, actor)
    return [Choice(code, *named.get(code, CODES.get(("region", code), (code, code)))) for code in found]


def _units(session: ActorSession, actor: Actor, kind: UnitKind) -> list[Choice]:
    asked = select(Unit.code, Unit.name).where(col(Unit.kind) == kind, col(Unit.id).in_(sorted(actor.units)))
    return [Choice(code, name, name) for code, name in session.exec(asked.order_by(col(Unit.code)))]


def _salespeople(session: ActorSession, actor: Actor) -> list[Choice]:
    asked = (
        select(Person.login, Person.name)
        .join(Placement, col(Placement.person_id) == col(Person.id))
        .where(col(Placement.open) == 1, col(Placement.unit_id).in_(sorted(actor.units)))
        .where(col(Person.role) == Role.SALESPERSON)
        .order_by(col(Person.login))
    )
    return [Choice(login, name, name) for login, name in session.exec(asked)]
