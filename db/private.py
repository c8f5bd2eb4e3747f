"""Personal fields of a customer or a lead as they are kept: the value, and the keyed hash that finds it again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlmodel import SQLModel

from db.errors import Invalid
from db.models.customers import CustomerPrivate
from db.periods import today
from db.rules.entries import entered
from db.rules.identity import (
    email_problem,
    id_hash,
    id_tail,
    number_problem,
    phone_hash,
    phone_problem,
    phone_tail,
    tidy_number,
    tidy_phone,
)

CLEARABLE = ("phone", "id_number", "email", "address", "born_on")
HASHES = (
    ("phone", "phone_hash", phone_hash),
    ("phone", "phone_tail", phone_tail),
    ("id_number", "id_hash", id_hash),
    ("id_number", "id_tail", id_tail),
)
TIDY: dict[str, Callable[[str], str]] = {"phone": tidy_phone, "id_number": tidy_number}
PROBLEM: dict[str, Callable[[str], str]] = {
    "phone": phone_problem,
    "id_number": number_problem,
    "email": email_problem,
}


def private_fields(
    *,
    born_on: date | None = None,
    clear: Sequence[str] = (),
    model: type[SQLModel] = CustomerPrivate,
    **typed: str,
) -> dict[str, Any]:
    """What was typed of the personal fields, checked, with hashes; what is empty is left as it was, or cleared.

    Raises Invalid, which names every field that cannot be taken, and one that is both typed and to be cleared.
    """
    tidied = {name: TIDY[name](value) if name in TIDY else value for name, value in typed.items()}
    fields = {name: value for name, value in entered(model, **tidied).items() if value}
    wrong = {name: key for name, value in fields.items() if name in PROBLEM and (key := PROBLEM[name](value))}
    if born_on is not None:
        wrong |= {"born_on": "customers.born_in_future"} if born_on > today() else {}
        fields["born_on"] = born_on
    wrong |= {name: "identity.clear_or_type" for name in clear if name in fields}
    if wrong:
        raise Invalid(fields=wrong)
    fields |= {name: None for name in clear if name in CLEARABLE}
    hashed = {
        kept: (hash_of, fields[name]) for name, kept, hash_of in HASHES if kept in model.model_fields and name in fields
    }
    return fields | {kept: hash_of(value) if value else None for kept, (hash_of, value) in hashed.items()}
