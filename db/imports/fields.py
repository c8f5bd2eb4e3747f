"""The columns of a book row (a policy term with its customer, premium and claims), a pipeline's files, and leads."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Target:
    """A column that a profile fills: what it holds and whether a row needs it."""

    holds: str
    required: bool = False
    length: int = 0


BOOK: dict[str, Target] = {
    "policy_number": Target("text", required=True, length=40),
    "inception": Target("date", required=True),
    "expiry": Target("date", required=True),
    "premium": Target("money", required=True),
    "product": Target("text", required=True, length=24),
    "customer_number": Target("text", required=True, length=40),
    "customer_name": Target("text", required=True, length=120),
    "customer_since": Target("date"),
    "birth_date": Target("date"),
    "region": Target("text", length=40),
    "channel": Target("text", length=24),
    "owner": Target("text", length=64),
    "insured_object": Target("text", length=200),
    "lapse": Target("date"),
    "claims_count": Target("integer"),
    "claims_cost": Target("money"),
}

PIPELINE: dict[str, dict[str, Target]] = {
    "products": {
        "name": Target("text", required=True, length=24),
        "line": Target("text", length=24),
        "price": Target("money"),
    },
    "agents": {
        "name": Target("text", required=True, length=25),
        "team": Target("text", length=60),
        "office": Target("text", required=True, length=24),
    },
    "accounts": {
        "name": Target("text", required=True, length=120),
        "number": Target("text", required=True, length=40),
        "industry": Target("text", length=60),
        "region": Target("text", length=40),
        "parent": Target("text", length=120),
    },
    "opportunities": {
        "number": Target("text", required=True, length=40),
        "agent": Target("text", required=True, length=25),
        "product": Target("text", required=True, length=24),
        "account": Target("text", length=120),
        "stage": Target("text", required=True, length=24),
        "opened_on": Target("date"),
        "closed_on": Target("date"),
        "value": Target("money"),
    },
}
"""The files of a pipeline in the order they are read, each with its columns."""

LEADS: dict[str, Target] = {
    "number": Target("text", length=40),
    "name": Target("text", required=True, length=120),
    "kind": Target("text", length=24),
    "contact_name": Target("text", length=80),
    "phone": Target("text", length=40),
    "email": Target("text", length=120),
    "source": Target("text", required=True, length=40),
    "received_on": Target("date"),
    "region": Target("text", length=40),
    "line": Target("text", length=40),
    "expected_premium": Target("money"),
    "unit": Target("text", length=24),
    "owner": Target("text", length=64),
    "note": Target("text", length=500),
}


@dataclass(slots=True)
class Term:
    """One parsed book row. Money is in fen."""

    policy_number: str
    inception: date
    expiry: date
    premium: int
    product: str
    customer_number: str
    customer_name: str
    customer_since: date | None = None
    birth_date: date | None = None
    region: str | None = None
    channel: str | None = None
    owner: str | None = None
    insured_object: str | None = None
    lapse: date | None = None
    claims_count: int | None = None
    claims_cost: int | None = None
