"""Books rows of the ledgers in the unit of the day, and credits them to whoever owned the customer then."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import SQLModel

from db.models.claims import ClaimEvent
from db.models.policies import Cost, Credit, PremiumEvent, PremiumKind
from db.rules.earning import split
from db.seed.world import Client, Term, World

WHOLE = 10_000
LINKS: dict[type[SQLModel], str] = {
    PremiumEvent: "premium_event_id",
    ClaimEvent: "claim_event_id",
    Cost: "cost_id",
}


class Ledger:
    """The ledgers of the demo."""

    def __init__(self, world: World) -> None:
        self.world = world

    def premium(
        self, term: Term, kind: PremiumKind, on: date, amount: int, *, known_on: date | None = None, **values: Any
    ) -> None:
        """A row of the premium ledger; `known_on` is when it was written, where that is not when it counts."""
        values |= {"policy_id": term.id, "kind": kind, "booked_on": on}
        self._book(PremiumEvent, term.client, term.partner, known_on or on, amount, values)

    def claim(self, term: Term, on: date, amount: int, **values: Any) -> None:
        """A row of the claim ledger."""
        self._book(ClaimEvent, term.client, None, on, amount, values | {"booked_on": on})

    def cost(self, client: Client, on: date, amount: int, **values: Any) -> None:
        """Money spent on a customer."""
        self._book(Cost, client, None, on, amount, values | {"booked_on": on, "customer_id": client.id})

    def _book(
        self,
        model: type[SQLModel],
        client: Client,
        partner: int | None,
        day: date,
        amount: int,
        values: dict[str, Any],
    ) -> None:
        owner = client.owner_on(day)
        unit = self.world.staff[owner].unit_on(day)
        row = self.world.rows.add(model, amount=amount, unit_id=unit, **values)
        shares = {owner: WHOLE}
        if partner not in (None, owner) and self.world.staff[partner].works_on(day):
            shares = {owner: 7_000, partner: 3_000}
        parts = zip(shares.items(), split(amount, list(shares.values())), strict=True)
        for at, ((person, share), part) in enumerate(parts):
            credit = {LINKS[model]: row, "person_id": person, "share": share, "amount": part, "leads": int(at == 0)}
            self.world.rows.add(Credit, **credit)
