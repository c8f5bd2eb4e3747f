"""The personal fields of a customer as they are kept: the value, and the keyed hash that finds the exact same again."""

from __future__ import annotations

from datetime import date
from typing import Any

from db.errors import Invalid
from db.models.customers import CustomerPrivate
from db.periods import today
from db.rules.entries import entered
from db.rules.identity import id_hash, phone_hash


def private_fields(*, born_on: date | None = None, **typed: str) -> dict[str, Any]:
    """What was typed of a customer's personal fields, with hashes; what is empty is left as it was."""
    fields = {name: value for name, value in entered(CustomerPrivate, **typed).items() if value}
    if born_on is not None:
        if born_on > today():
            raise Invalid(fields={"born_on": "customers.born_in_future"})
        fields["born_on"] = born_on
    if phone := fields.get("phone"):
        fields["phone_hash"] = phone_hash(phone)
    if number := fields.get("id_number"):
        fields["id_hash"] = id_hash(number)
    return fields
