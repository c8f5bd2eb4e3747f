"""What the tables hold of customers that decides how complete their records are, put together for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db import completeness_parts as parts
from db.access import Actor
from db.models.customers import CustomerKind
from db.places import Place, Proven
from db.proof import of_proven
from db.rules.completeness import Facts, Lacking
from db.session import ActorSession

NOTHING = Lacking()


@dataclass(frozen=True)
class Asking:
    """Of which customers is asked, and as of which day."""

    session: ActorSession
    actor: Actor
    whose: Proven
    day: date
    last: int

    def rows(self, build: Callable[..., Any], *more: Any) -> Sequence[Any]:
        """What one of the SELECTs finds of them."""

        def made(place: Place) -> Any:
            return build(self.actor, place, *more)

        key = ("completeness", build.__name__, *more)
        return of_proven(self.session, self.actor, self.whose, key, made).all()  # type: ignore[no-any-return]

    def by_customer(self, build: Callable[..., Any], *more: Any) -> dict[int, tuple[Any, ...]]:
        """The same, of the SELECTs that find one row for each, without the customer's id in it."""
        return {row[0]: tuple(row)[1:] for row in self.rows(build, *more)}


@dataclass(frozen=True)
class Found:
    """All that was found, by customer."""

    contacts: Mapping[int, tuple[Any, ...]]
    done: Mapping[int, tuple[Any, ...]]
    ahead: Mapping[int, list[date]]
    policies: Mapping[int, Lacking]
    claims: Mapping[int, Lacking]
    instalments: Mapping[int, Lacking]

    @classmethod
    def of(cls, asking: Asking) -> Found:
        """Ask for everything."""
        done = asking.by_customer(parts.conversations, asking.last)
        ahead: dict[int, list[date]] = defaultdict(list)
        for build in (parts.planned, parts.steps):
            for customer, (on,) in asking.by_customer(build, asking.day).items():
                ahead[customer].append(on)
        running = asking.by_customer(parts.running, asking.day)
        return cls(
            contacts=asking.by_customer(parts.contacts),
            done=done,
            ahead=ahead,
            policies={customer: Lacking(*row) for customer, row in running.items()},
            claims=_lacking(_claims(asking, done)),
            instalments=_lacking(_instalments(asking)),
        )

    def facts(self, row: Any) -> Facts:
        """What of it concerns one customer; `row` is what is known of itself."""
        customer, kind, phone, needs, born = row
        deciders, reached, others, birthdays = self.contacts.get(customer, (0, 0, 0, 0))
        return Facts(
            individual=kind == CustomerKind.INDIVIDUAL,
            phone=bool(phone),
            deciders=deciders,
            reached=reached,
            others=others,
            logged=self.done.get(customer, (None, 0))[1],
            next_on=min(self.ahead.get(customer, ()), default=None),
            policies=self.policies.get(customer, NOTHING),
            claims=self.claims.get(customer, NOTHING),
            instalments=self.instalments.get(customer, NOTHING),
            needs=bool(needs),
            care=bool(born or birthdays),
        )


def _claims(asking: Asking, done: Mapping[int, tuple[Any, ...]]) -> Iterable[tuple[int, int, bool]]:
    """Each open claim by its customer and policy, and whether there is somebody to speak with about it."""
    for customer, policy, reported, named in asking.rows(parts.open_claims):
        spoken = customer in done and done[customer][0] >= reported
        yield customer, policy, bool(named) or spoken


def _instalments(asking: Asking) -> Iterable[tuple[int, int, bool]]:
    """Each policy with overdue premium by its customer, and whether that was explained since the last part fell due."""
    rows = asking.rows(parts.owing, asking.day)
    told = {row[0]: row[1] for row in asking.rows(parts.explained)} if rows else {}
    for customer, policy, last in rows:
        yield customer, policy, policy in told and told[policy] >= last


def _lacking(rows: Iterable[tuple[int, int, bool]]) -> dict[int, Lacking]:
    """By customer, how many records there are, and of which nothing is said."""
    found: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for customer, record, there in rows:
        found[customer].append((record, there))
    return {customer: _of_which(records) for customer, records in found.items()}


def _of_which(records: Sequence[tuple[int, bool]]) -> Lacking:
    silent = [record for record, there in records if not there]
    return Lacking(len(records), len(silent), silent[0] if silent else None)
