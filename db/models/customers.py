"""Customers, who owns them, who else serves them, and their contacts."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.models.base import IS_OPEN, KEEP_IDS, Versioned, coded, exact_text, generated, name_of, text, words_on


class CustomerKind(StrEnum):
    """A person or an organisation."""

    INDIVIDUAL = "individual"
    ORGANISATION = "organisation"


class Tier(StrEnum):
    """Value tier; `high` is given by the rule declared in config.toml."""

    HIGH = "high"
    STANDARD = "standard"


class ContactRole(StrEnum):
    """What a contact is in the decision, or in the family."""

    DECISION_MAKER = "decision_maker"
    INFLUENCER = "influencer"
    USER = "user"
    GATEKEEPER = "gatekeeper"
    FAMILY = "family"


MERGED = sa.column("merged_into_id").is_not(None)
ENDING = sa.and_(sa.column("until").is_not(None), sa.column("valid_to").is_(None))


class Customer(Versioned, table=True):
    """The unit of ownership. `owned` is 1: with the deferred reference it keeps an owner at every commit.

    Only a customer that was merged into another has none of its own any more.
    """

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["id", "owned"],
            ["ownership.customer_id", "ownership.open"],
            name="fk_customer_has_an_owner",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,
        ),
        sa.CheckConstraint("owned = 1", name="always_owned"),
        # Of the few that were merged alone, so that nobody looks for all the others by it.
        sa.Index("ix_customer_merged_into_id", "merged_into_id", sqlite_where=MERGED, postgresql_where=MERGED),
        sa.CheckConstraint("(owned IS NULL) = (merged_into_id IS NOT NULL)", name="owned_unless_merged"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True, sa_column_kwargs={"autoincrement": True})
    number: str = exact_text(40, unique=True)
    name: str = name_of(120, index=True)
    kind: CustomerKind = coded(CustomerKind, "customer_kind")
    region: str | None = text(40, default=None)
    industry: str | None = text(60, default=None)
    tier: Tier = coded(Tier, "customer_tier", default=Tier.STANDARD, index=True)
    source: str | None = text(40, default=None)
    tags: str = words_on(200, default="")
    needs: str = words_on(2000, default="")
    phone_mask: str | None = words_on(40, default=None)
    parent_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    known_since: date | None = None
    first_policy_id: int | None = Field(default=None, index=True)
    first_cover_on: date | None = Field(default=None, index=True)
    owned: int | None = Field(default=1)
    merged_into_id: int | None = Field(default=None, foreign_key="customer.id")


class CustomerPrivate(SQLModel, table=True):
    """What identifies a customer as a person: apart, so that a list cannot show it by mistake."""

    __tablename__ = "customer_private"

    customer_id: int = Field(foreign_key="customer.id", primary_key=True)
    id_number: str | None = words_on(40, default=None)
    phone: str | None = words_on(40, default=None)
    email: str | None = words_on(120, default=None)
    address: str | None = words_on(200, default=None)
    born_on: date | None = None
    id_hash: str | None = text(64, default=None, index=True)
    phone_hash: str | None = text(64, default=None, index=True)
    # Of the last four places alone, by which customers are asked for on the phone.
    id_tail: str | None = text(16, default=None, index=True)
    phone_tail: str | None = text(16, default=None, index=True)


class Ownership(SQLModel, table=True):
    """Who owns a customer from `valid_from` up to `valid_to`: dated rows, never overwritten, never future-dated."""

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["person_id", "open"], ["person.id", "person.active"], name="fk_ownership_holder_is_active"
        ),
        sa.UniqueConstraint("customer_id", "open"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_start"),
        sa.Index("ix_ownership_person_open", "person_id", "open", "customer_id"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    valid_from: date
    valid_to: date | None = None
    reason: str = words_on(120, default="")
    open: int | None = generated(IS_OPEN)


class Membership(Versioned, table=True):
    """Somebody besides the owner who sees a customer, and may write if `can_write` is 1, until it ends.

    `until` is the last day it is meant for. With `cover_id` it is because the owner is away, and ends with the cover;
    one that only read and rests meanwhile names the cover too.
    """

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["person_id", "open"], ["person.id", "person.active"], name="fk_membership_holder_is_active"
        ),
        sa.UniqueConstraint("customer_id", "person_id", "open"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_start"),
        sa.Index("ix_membership_person_open", "person_id", "open", "customer_id"),
        # Of the few that end by themselves alone, which are looked for each morning.
        sa.Index("ix_membership_until", "until", sqlite_where=ENDING, postgresql_where=ENDING),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    can_write: int = Field(default=0)
    valid_from: date
    valid_to: date | None = None
    reason: str = words_on(120, default="")
    until: date | None = None
    cover_id: int | None = Field(default=None, foreign_key="cover.id")
    open: int | None = generated(IS_OPEN)


class Contact(Versioned, table=True):
    """A person at an organisation, or a family member."""

    __table_args__ = (KEEP_IDS,)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    name: str = name_of(80)
    role: ContactRole = coded(ContactRole, "contact_role")
    title: str | None = text(60, default=None)
    phone_mask: str | None = words_on(40, default=None)
    phone: str | None = words_on(40, default=None)
    born_on: date | None = None
