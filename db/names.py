"""Keys and names of what figures are grouped by: units as a tree, people, products, customers, coded values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple, Protocol, TypeVar

from sqlmodel import col, select

from db.config import config
from db.errors import Unknown
from db.figures import DimensionKind
from db.metrics import CODES, DIMENSIONS
from db.models.customers import Customer
from db.models.people import Person, Unit
from db.models.policies import Product
from db.scope import sees
from db.session import ActorSession

NOTHING = ""
"""The key of rows that have no such thing, such as a team for what a department booked itself."""


class Label(NamedTuple):
    """A name in both languages."""

    zh: str
    en: str


class UnitRow(NamedTuple):
    """What figures need of a unit."""

    id: int
    code: str
    name: str
    kind: str
    parent_id: int | None


class Keyed(Protocol):
    """Anything with keys by dimension."""

    @property
    def keys(self) -> tuple[str, ...]:
        """One key for each dimension."""


Line = TypeVar("Line", bound=Keyed)
HIDDEN = Label("（不在管辖范围）", "(not in your scope)")
NO_NAME = Label("—", "—")


class Names:
    """Looks names up once per session; the directory is small, people and customers come as they are needed."""

    def __init__(self, session: ActorSession) -> None:
        self.session = session
        self._people: dict[int, tuple[str, str]] = {}
        self._named: dict[str, str] = {}

    @classmethod
    def of(cls, session: ActorSession) -> Names:
        """The names of a session, looked up once for all that is asked in it."""
        found: Names = session.info.setdefault("names", cls(session))
        return found

    @cached_property
    def units(self) -> dict[int, UnitRow]:
        """All units by id."""
        columns: tuple[Any, ...] = (Unit.id, Unit.code, Unit.name, Unit.kind, Unit.parent_id)
        return {row[0]: UnitRow(*row) for row in self.session.execute(select(*columns))}

    @cached_property
    def products(self) -> dict[int, Product]:
        """All products by id."""
        return {product.id or 0: product for product in self.session.exec(select(Product)).all()}

    def above(self, unit_id: int | None, kind: str) -> str:
        """The code of the company, department or team that a unit is or belongs to."""
        unit = self.units.get(unit_id or 0)
        while unit is not None and unit.kind != kind:
            unit = self.units.get(unit.parent_id or 0)
        return unit.code if unit else NOTHING

    def below(self, code: str) -> list[int]:
        """Ids of the unit with that code and all under it."""
        found = [unit_id for unit_id, unit in self.units.items() if unit.code == code]
        level = found
        while level:
            level = [unit_id for unit_id, unit in self.units.items() if unit.parent_id in level]
            found = [*found, *level]
        return found

    def key(self, dimension: str, raw: Any) -> str:
        """The key of a raw value: a unit's code at the asked level, a product's line, a login, the code itself."""
        if raw is None or (raw == 0 and dimension in ("line", "product")):
            return NOTHING
        if dimension in ("company", "department", "team"):
            return self.above(raw, dimension)
        if dimension == "line":
            return self.products[raw].line
        if dimension == "product":
            return self.products[raw].code
        if dimension == "salesperson":
            return self._person(raw)[0]
        return str(raw)

    def know_people(self, ids: Iterable[int]) -> None:
        """Fetch the people of a result at once."""
        missing = sorted(set(ids) - set(self._people))
        if missing:
            asked = select(Person.id, Person.login, Person.name).where(col(Person.id).in_(missing))
            found = {number or 0: (login, name) for number, login, name in self.session.exec(asked)}
            self._people |= found
            self._named |= dict(found.values())

    def person(self, person_id: int) -> str:
        """The name of a person."""
        return self._person(person_id)[1]

    def _person(self, person_id: int) -> tuple[str, str]:
        if person_id not in self._people:
            self.know_people([person_id])
        return self._people.get(person_id, (NOTHING, "—"))

    @cached_property
    def _by_code(self) -> dict[tuple[str, str], Label]:
        named = {key: Label(*texts) for key, texts in CODES.items()}
        for unit in self.units.values():
            named[unit.kind, unit.code] = Label(unit.name, unit.name)
        for product in self.products.values():
            named["product", product.code] = Label(product.zh, product.en)
            named["line", product.line] = Label(product.line_zh, product.line_en)
        named |= {("source", one.code): Label(one.name.zh, one.name.en) for one in config().leads.sources}
        named |= {("region", one.code): Label(one.name.zh, one.name.en) for one in config().customers.regions}
        # Of a code that several kinds of sale have, the name that the first of them gives it.
        stages = reversed(config().stages.every)
        named |= {("stage", stage.code): Label(stage.name.zh, stage.name.en) for stage in stages}
        return named

    def label(self, dimension: str, key: str) -> Label:
        """The name of a key; a time key or an unlisted code is its own name."""
        if key == NOTHING:
            return NO_NAME
        if dimension == "salesperson":
            return self._login_label(key)
        return self._by_code.get((dimension, key), Label(key, key))

    def _login_label(self, login: str) -> Label:
        if login not in self._named:
            found = self.session.exec(select(Person.id, Person.name).where(col(Person.login) == login)).first()
            self._named[login] = found[1] if found else login
        return Label(self._named[login], self._named[login])

    def labels(self, dimensions: Sequence[str], keys: Sequence[str]) -> tuple[Label, ...]:
        """The names of a row's keys."""
        return tuple(
            self._customer_label(key) if each == "customer" else self.label(each, key)
            for each, key in zip(dimensions, keys, strict=True)
        )

    def know_customers(self, numbers: Iterable[str]) -> None:
        """Fetch the names of the customers of a result that the actor sees today."""
        shown = select(Customer.number, Customer.name).where(
            col(Customer.number).in_(list(numbers)), sees(self.session.actor, Customer)
        )
        self._customers |= dict(self.session.exec(shown).all())

    @cached_property
    def _customers(self) -> dict[str, str]:
        return {}

    def _customer_label(self, number: str) -> Label:
        name = self._customers.get(number)
        return Label(name, name) if name else HIDDEN

    def ordered(self, dimensions: Sequence[str], lines: list[Line]) -> list[Line]:
        """Time in its order, units by code, stages as declared, the rest by key."""
        stages = [stage.code for stage in config().stages.every]

        def place(line: Line) -> tuple[tuple[int, str], ...]:
            return tuple(
                (stages.index(key) if each == "stage" and key in stages else len(stages), key)
                for each, key in zip(dimensions, line.keys, strict=True)
            )

        return sorted(lines, key=place)

    def check(self, dimension: str, key: str) -> None:
        """Refuse a filter value that nothing is called by."""
        choices = [code for each, code in self._by_code if each == dimension]
        closed = DIMENSIONS[dimension].kind is DimensionKind.UNIT or dimension in ("line", "product", "stage")
        if closed and key not in choices and key != NOTHING:
            raise Unknown("core.unknown_value", dimension=dimension, name=key, choices=sorted(choices))

    def person_id(self, login: str) -> int:
        """The person of a login; refuses an unknown one."""
        found = self.session.exec(select(Person.id).where(col(Person.login) == login)).first()
        if found is None:
            raise Unknown("core.unknown_value", dimension="salesperson", name=login, choices=[])
        return found
