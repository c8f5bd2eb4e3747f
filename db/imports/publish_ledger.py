"""Books premium and claims of new policies with their credit, set-based. Each row's ids follow from its place."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from db.imports.fill import compact, fill, staged_rows
from db.imports.ids import keep_ids, last_id
from db.imports.tables import CLAIM, CLAIM_EVENT, CREDIT, PREMIUM
from db.models.claims import ClaimEventKind, ClaimStatus
from db.models.policies import Basis, PremiumKind

WHOLE = 10_000


@dataclass(frozen=True)
class Ledger:
    """Writes rows of one ledger, each with the credit of the owner at booking."""

    connection: sa.Connection
    table: Any
    link: str
    first_id: int
    slots: int

    def post(self, slot: int, place: Any, row: Any, columns: dict[str, Any], *where: Any, source: Any = None) -> int:
        """One ledger row per row of the source; `slot` tells the rows of one place apart."""
        number = self.first_id + (place - 1) * self.slots + slot
        start = row if source is None else source
        entry = {"id": number, "unit_id": row.c.unit_id, **columns}
        count = fill(self.connection, self.table, entry, start, *where)
        credit = {
            self.link: number,
            "person_id": row.c.person_id,
            "share": WHOLE,
            "amount": columns["amount"],
            "leads": 1,
        }
        fill(self.connection, CREDIT, credit, start, *where)
        return count


def premium_ledger(connection: sa.Connection, slots: int) -> Ledger:
    """The premium ledger, from the next free id on."""
    return Ledger(connection, PREMIUM, "premium_event_id", last_id(connection, PREMIUM) + 1, slots)


def book_premium(connection: sa.Connection, run_id: int, policies_from: int, *, receipts: bool) -> None:
    """Signed and due on the first day; received in full then if so assumed; void terms are written off."""
    row = staged_rows(run_id, "new")
    ledger = premium_ledger(connection, slots=3)
    plain = {"policy_id": policies_from + row.c.place, "booked_on": row.c.inception, "amount": row.c.premium}
    cover = {"cover_on": row.c.inception, "from_day": row.c.from_day, "to_day": row.c.to_day}
    known, assumed = {"basis": Basis.KNOWN}, {"basis": Basis.ASSUMED}
    ledger.post(0, row.c.place, row, {**plain, **cover, **known, "kind": PremiumKind.SIGN})
    ledger.post(1, row.c.place, row, {**plain, **known, "kind": PremiumKind.INSTALMENT})
    if receipts:
        ledger.post(2, row.c.place, row, {**plain, **assumed, "kind": PremiumKind.RECEIPT}, row.c.ghost == 0)
    void = {**plain, **assumed, "kind": PremiumKind.WRITE_OFF, "reason": "cover never began"}
    ledger.post(2, row.c.place, row, void, row.c.ghost == 1)
    keep_ids(connection, PREMIUM)


def book_claims(connection: sa.Connection, run_id: int, policies_from: int) -> int:
    """Closed claims on the middle day; the cost is split to the fen, the remainder on the last."""
    row = staged_rows(run_id, "new")
    most = connection.execute(sa.select(sa.func.max(row.c.claims))).scalar() or 0
    if not most:
        return 0
    claims_from = last_id(connection, CLAIM)
    numbers = _numbers(most)
    nth = numbers.c.nth
    source = row.join(numbers, nth <= row.c.claims)
    place = row.c.claims_before + nth
    each = row.c.claims_cost // row.c.claims
    amount = sa.case((nth == row.c.claims, row.c.claims_cost - (row.c.claims - 1) * each), else_=each)
    count = fill(
        connection,
        CLAIM,
        {
            "id": claims_from + place,
            "number": row.c.policy_number + "-" + compact(row.c.inception) + "-" + sa.cast(nth, sa.String),
            "policy_id": policies_from + row.c.place,
            "loss_on": row.c.claim_on,
            "reported_on": row.c.claim_on,
            "closed_on": row.c.claim_on,
            "status": ClaimStatus.CLOSED,
            "cause": "",
            "basis": Basis.ASSUMED,
            "version": 1,
        },
        source,
    )
    keep_ids(connection, CLAIM)
    ledger = Ledger(connection, CLAIM_EVENT, "claim_event_id", last_id(connection, CLAIM_EVENT) + 1, 2)
    plain = {"claim_id": claims_from + place, "booked_on": row.c.claim_on, "amount": amount}
    for slot, kind in enumerate((ClaimEventKind.ESTIMATE, ClaimEventKind.PAYMENT)):
        ledger.post(slot, place, row, {**plain, "kind": kind, "opening": int(slot == 0)}, source=source)
    keep_ids(connection, CLAIM_EVENT)
    return count


def _numbers(most: int) -> Any:
    """1, 2, … up to `most`."""
    numbers = sa.select(sa.literal(1, sa.Integer).label("nth")).cte("numbers", recursive=True)
    return numbers.union_all(sa.select(numbers.c.nth + 1).where(numbers.c.nth < most))
