"""Books what next month's file says about policies in the book: endorsements, and cover that ended early."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from db.imports.fill import compact, fill, staged_rows
from db.imports.ids import keep_ids
from db.imports.publish_ledger import Ledger, premium_ledger
from db.imports.publish_terms import LAPSE
from db.imports.tables import ENDORSEMENT, POLICY, PREMIUM
from db.models.policies import Basis, BusinessType, NotRenewed, PremiumKind

KNOWN = ("changed", "lapsed")


def endorse(connection: sa.Connection, run_id: int, as_of: date, *, reason: str, from_inception: bool) -> int:
    """One endorsement per changed premium, signed on the file's date."""
    row = staged_rows(run_id, "changed")
    inside = (row.c.inception < as_of) & (row.c.expiry > as_of) & sa.literal(not from_inception)
    earlier = sa.select(sa.func.count()).where(ENDORSEMENT.c.policy_id == row.c.policy_id).scalar_subquery()
    return fill(
        connection,
        ENDORSEMENT,
        {
            "policy_id": row.c.policy_id,
            "number": row.c.policy_number + "-" + compact(row.c.inception) + "-E" + sa.cast(earlier + 1, sa.String),
            "effective": sa.case((inside, sa.literal(as_of)), else_=row.c.inception),
            "signed_on": as_of,
            "premium_delta": row.c.delta,
            "reason": reason,
        },
        row,
    )


def book_changes(connection: sa.Connection, run_id: int, as_of: date, *, receipts: bool) -> None:
    """The ledger rows of endorsements and of terms that turn out to be void; before the policies are changed."""
    row = staged_rows(run_id, *KNOWN)
    ledger = premium_ledger(connection, slots=6)
    _book_deltas(ledger, row, as_of, receipts=receipts)
    _book_voids(ledger, row, as_of)
    keep_ids(connection, PREMIUM)


def _book_deltas(ledger: Ledger, row: Any, as_of: date, *, receipts: bool) -> None:
    latest = (
        sa.select(ENDORSEMENT.c.policy_id, sa.func.max(ENDORSEMENT.c.id).label("id"))
        .group_by(ENDORSEMENT.c.policy_id)
        .subquery("latest")
    )
    source = (
        row.join(POLICY, POLICY.c.id == row.c.policy_id)
        .join(latest, latest.c.policy_id == row.c.policy_id)
        .join(ENDORSEMENT, ENDORSEMENT.c.id == latest.c.id)
    )
    changed, void = row.c.delta != 0, (POLICY.c.cover_end <= POLICY.c.inception) & (row.c.delta != 0)
    plain = {
        "policy_id": row.c.policy_id,
        "endorsement_id": ENDORSEMENT.c.id,
        "booked_on": as_of,
        "amount": row.c.delta,
        "basis": Basis.KNOWN,
    }
    to_day = row.c.to_day
    from_day = sa.case((ENDORSEMENT.c.effective == row.c.inception, row.c.from_day), else_=as_of.toordinal())
    cover = {"cover_on": ENDORSEMENT.c.effective, "from_day": from_day, "to_day": to_day}
    ledger.post(0, row.c.place, row, {**plain, **cover, "kind": PremiumKind.SIGN}, changed, source=source)
    ledger.post(1, row.c.place, row, {**plain, "kind": PremiumKind.INSTALMENT}, changed, source=source)
    assumed = {**plain, "basis": Basis.ASSUMED}
    ledger.post(2, row.c.place, row, {**assumed, "kind": PremiumKind.WRITE_OFF}, void, source=source)
    if receipts:
        paid = (POLICY.c.cover_end > POLICY.c.inception, row.c.becomes_ghost == 0)
        more = {**assumed, "kind": PremiumKind.RECEIPT}
        ledger.post(3, row.c.place, row, more, row.c.delta > 0, *paid, source=source)
        back = {**assumed, "kind": PremiumKind.REFUND, "amount": -row.c.delta}
        ledger.post(3, row.c.place, row, back, row.c.delta < 0, *paid, source=source)


def _book_voids(ledger: Ledger, row: Any, as_of: date) -> None:
    """A term that never began after all: what was received goes back, what was signed is written off."""
    void = row.c.becomes_ghost == 1
    plain = {"policy_id": row.c.policy_id, "booked_on": as_of, "basis": Basis.ASSUMED}
    off = {**plain, "kind": PremiumKind.WRITE_OFF, "amount": row.c.premium, "reason": "cover never began"}
    ledger.post(4, row.c.place, row, off, void)
    signs = sa.case((PREMIUM.c.kind == PremiumKind.RECEIPT, PREMIUM.c.amount), else_=-PREMIUM.c.amount)
    received = (
        sa.select(PREMIUM.c.policy_id, sa.func.sum(signs).label("amount"))
        .where(PREMIUM.c.kind.in_((PremiumKind.RECEIPT, PremiumKind.REFUND)))
        # the refund itself is booked before its credit, and must not count then
        .where(PREMIUM.c.id < ledger.first_id, PREMIUM.c.policy_id.in_(sa.select(row.c.policy_id).where(void)))
        .group_by(PREMIUM.c.policy_id)
        .subquery("received")
    )
    source = row.join(received, received.c.policy_id == row.c.policy_id)
    back = {**plain, "kind": PremiumKind.REFUND, "amount": received.c.amount, "reason": "cover never began"}
    ledger.post(5, row.c.place, row, back, void, received.c.amount > 0, source=source)


def change_policies(connection: sa.Connection, run_id: int) -> None:
    """Bring the policies to what the endorsements and lapses say."""
    row = staged_rows(run_id, *KNOWN)
    void = row.c.becomes_ghost == 1
    ends = row.c.ends == 1
    connection.execute(
        sa.update(POLICY)
        .where(POLICY.c.id == row.c.policy_id)
        .values(
            cover_ended_on=sa.case((ends, row.c.cover_ended_on), else_=POLICY.c.cover_ended_on),
            ended_reason=sa.case((ends, LAPSE), else_=POLICY.c.ended_reason),
            not_renewed=sa.case((ends, NotRenewed.LAPSED.value), else_=POLICY.c.not_renewed),
            predecessor_id=sa.case((void, sa.null()), else_=POLICY.c.predecessor_id),
            business_type=sa.case((void, BusinessType.NEW.value), else_=POLICY.c.business_type),
            version=POLICY.c.version + 1,
        )
    )
