"""Products, policies, endorsements, the premium ledger, credit, costs and targets."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.models.base import KEEP_IDS, Versioned, coded, fen, number_of, text, words_on

# Cover ends early where the policy says so, never before it began and never after expiry.
COVER_END = (
    "CASE WHEN cover_ended_on IS NULL OR cover_ended_on >= expiry THEN expiry "
    "WHEN cover_ended_on < inception THEN inception ELSE cover_ended_on END"
)

NAMES_ONE_ROW = (
    "CASE WHEN premium_event_id IS NULL THEN 0 ELSE 1 END + CASE WHEN claim_event_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN cost_id IS NULL THEN 0 ELSE 1 END = 1"
)


class BusinessType(StrEnum):
    """Computed, never typed: renewal of our own, switched in from another insurer, or new."""

    NEW = "new"
    SWITCHED = "switched"
    RENEWAL = "renewal"


class PremiumKind(StrEnum):
    """What a row of the premium ledger books."""

    SIGN = "sign"
    CANCELLATION = "cancellation"
    INSTALMENT = "instalment"
    RECEIPT = "receipt"
    REFUND = "refund"
    WRITE_OFF = "write_off"


class NotRenewed(StrEnum):
    """Why an expired policy has no renewal; unknown while empty."""

    SWITCHED_OUT = "switched_out"
    LAPSED = "lapsed"
    CEASED = "ceased"


class Basis(StrEnum):
    """Whether a booking's date is known from a document or assumed by a declared rule."""

    KNOWN = "known"
    ASSUMED = "assumed"


class CostKind(StrEnum):
    """What is spent on a customer besides claims."""

    ACQUISITION = "acquisition"
    SERVICE = "service"
    GIFT = "gift"
    COMMISSION = "commission"
    TIME = "time"


class Product(SQLModel, table=True):
    """What is sold; `line` is the product line that figures are grouped by."""

    __table_args__ = (KEEP_IDS,)

    id: int | None = Field(default=None, primary_key=True)
    code: str = text(24, unique=True)
    line: str = text(24, index=True)
    zh: str = text(60)
    en: str = text(60)
    line_zh: str = text(60)
    line_en: str = text(60)


class Policy(Versioned, table=True):
    """One contract for one term [inception, expiry). A renewal is a new policy that names the one it renews."""

    __table_args__ = (
        sa.UniqueConstraint("number", "inception"),
        sa.CheckConstraint("expiry > inception", name="term_has_days"),
        sa.Index("ix_policy_customer_expiry", "customer_id", "expiry"),
        # What is in force on a day, and whose: counted without the policies themselves.
        sa.Index("ix_policy_cover_end", "cover_end", "inception", "customer_id"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = number_of(40)
    customer_id: int = Field(foreign_key="customer.id")
    product_id: int = Field(foreign_key="product.id", index=True)
    inception: date = Field(index=True)
    expiry: date = Field(index=True)
    signed_on: date
    premium: int = fen()
    sum_insured: int | None = fen(default=None)
    insured_object: str | None = number_of(200, default=None, index=True)
    channel: str = text(24, default="agent")
    business_type: BusinessType = coded(BusinessType, "policy_business_type", default=BusinessType.NEW)
    predecessor_id: int | None = Field(default=None, foreign_key="policy.id", index=True)
    prior_insurer: str | None = text(60, default=None)
    prior_expiry: date | None = None
    cover_ended_on: date | None = None
    ended_reason: str | None = text(120, default=None)
    not_renewed: NotRenewed | None = coded(NotRenewed, "policy_not_renewed", default=None)
    cover_end: date | None = Field(default=None, sa_column=sa.Column(sa.Date, sa.Computed(COVER_END, persisted=True)))
    # The day of its last instalment or payment, once nothing is owed: after it nothing can be overdue. Kept like the
    # summaries; None is always true enough, and only slower.
    settled_on: date | None = Field(default=None, index=True)


class PolicyLinkKind(StrEnum):
    """How one policy follows from another."""

    RENEWS = "renews"
    SWITCHES_FROM = "switches_from"
    CROSS_SELLS = "cross_sells"
    REPLACES = "replaces"


class PolicyLink(SQLModel, table=True):
    """An edge from an earlier policy to the one that follows from it."""

    __tablename__ = "policy_link"
    __table_args__ = (sa.UniqueConstraint("from_id", "to_id", "kind"), KEEP_IDS)

    id: int | None = Field(default=None, primary_key=True)
    from_id: int = Field(foreign_key="policy.id")
    to_id: int = Field(foreign_key="policy.id", index=True)
    kind: PolicyLinkKind = coded(PolicyLinkKind, "policy_link_kind")


class Endorsement(SQLModel, table=True):
    """An immutable change of a policy; cancellation and reinstatement are ones."""

    __table_args__ = (KEEP_IDS,)

    id: int | None = Field(default=None, primary_key=True)
    policy_id: int = Field(foreign_key="policy.id", index=True)
    number: str = words_on(60, unique=True)
    effective: date
    signed_on: date
    premium_delta: int = fen()
    reason: str = words_on(200)


class PremiumEvent(SQLModel, table=True):
    """One row of the append-only premium ledger.

    `amount` is in fen: positive, but for cancellations and endorsements that return premium. `cover_on` is when the
    cover of a signed amount starts, and it earns over the days [from_day, to_day) counted as `date.toordinal`.
    """

    __tablename__ = "premium_event"
    __table_args__ = (
        # What fell due of one policy and what was paid: asked for each policy, so found without its other rows.
        sa.Index("ix_premium_event_policy", "policy_id", "kind", "booked_on"),
        sa.Index("ix_premium_event_unit_kind_booked", "unit_id", "kind", "booked_on"),
        sa.Index("ix_premium_event_kind_booked", "kind", "booked_on"),
        # In the order that entries are listed in, so that the first page needs no other row.
        sa.Index("ix_premium_event_booked", "booked_on", "kind", "unit_id"),
        sa.Index("ix_premium_event_cover", "cover_on", "kind", "unit_id"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    policy_id: int = Field(foreign_key="policy.id")
    endorsement_id: int | None = Field(default=None, foreign_key="endorsement.id")
    kind: PremiumKind = coded(PremiumKind, "premium_event_kind")
    booked_on: date
    cover_on: date | None = None
    amount: int = fen()
    from_day: int | None = None
    to_day: int | None = None
    unit_id: int = Field(foreign_key="unit.id")
    basis: Basis = coded(Basis, "premium_event_basis", default=Basis.KNOWN)
    reason: str | None = text(200, default=None)


class Cost(SQLModel, table=True):
    """Money spent on a customer besides claims."""

    __table_args__ = (sa.Index("ix_cost_unit_booked", "unit_id", "booked_on"), KEEP_IDS)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    policy_id: int | None = Field(default=None, foreign_key="policy.id")
    kind: CostKind = coded(CostKind, "cost_kind")
    booked_on: date
    amount: int = fen()
    unit_id: int = Field(foreign_key="unit.id")
    note: str = words_on(200, default="")


class Credit(SQLModel, table=True):
    """Who is credited with which ledger row: `share` in ten-thousandths, `amount` the same in fen, Σ exact.

    Written when the row is booked and never rewritten; a correction is a new row with a reason. `leads` is 1 for the
    one person a counted thing (a policy, a new customer) is counted for.
    """

    __table_args__ = (
        sa.CheckConstraint(NAMES_ONE_ROW, name="names_one_row"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    premium_event_id: int | None = Field(default=None, foreign_key="premium_event.id", index=True)
    claim_event_id: int | None = Field(default=None, foreign_key="claim_event.id", index=True)
    cost_id: int | None = Field(default=None, foreign_key="cost.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    share: int = Field(default=10_000)
    amount: int = fen()
    leads: int = Field(default=1)
    reason: str | None = text(200, default=None)


class Target(SQLModel, table=True):
    """What a unit or a person is to reach of a metric in a month; `amount` in the metric's own unit."""

    __table_args__ = (
        sa.UniqueConstraint("unit_id", "person_id", "metric", "month"),
        sa.Index("ix_target_metric_month", "metric", "month"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    metric: str = text(40)
    month: date
    amount: int = fen()
