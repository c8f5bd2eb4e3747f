"""What a parsed row of a list of leads becomes in the staging table: the rules that need only the row itself."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from db.config import config
from db.config_part import Coded
from db.imports.layout import Fault, Row
from db.imports.lead_profile import LeadProfile
from db.imports.parse import Values
from db.imports.stage import digest_of, kept, storable
from db.keys import keyed_hash
from db.models.customers import CustomerKind
from db.rules.entries import clean
from db.rules.identity import email_problem, phone_problem, tidy_phone

PLAIN = ("number", "name", "contact_name", "line", "unit", "owner", "note")
KNOWN_BY = ("name", "phone", "email", "source", "received_on")
"""A row without a number of its own is the same as one with the same content of these."""


def lead_row(values: Values, profile: LeadProfile, row: Row, today: date) -> dict[str, Any] | Fault:
    """The staging row of a lead, or why it cannot be taken."""
    found = {name: clean(value) if isinstance(value, str) else value for name, value in values.found.items()}
    taken: dict[str, Any] = {name: found.get(name) or None for name in PLAIN}
    taken |= {"received_on": found.get("received_on"), "expected_premium": found.get("expected_premium") or None}
    taken["phone"] = tidy_phone(found.get("phone") or "") or None
    taken["email"] = found.get("email") or None
    taken["kind"] = found.get("kind") or CustomerKind.INDIVIDUAL.value
    taken["source"] = code_of(config().leads.sources, found["source"])
    taken["region"] = code_of(config().customers.regions, found.get("region") or "") or found.get("region") or None
    if fault := _fault(found, taken, today):
        return fault
    known_by = [taken["number"]] if taken["number"] else [str(taken[name] or "") for name in KNOWN_BY]
    return {
        "line": row.line,
        "digest": digest_of(sorted(taken.items())),
        "origin": keyed_hash("lead origin", storable([profile.name, *known_by])),
        **{("sought" if name == "line" else name): value for name, value in taken.items()},
        "corrected": storable(values.corrected),
        "original": kept(row),
    }


def code_of(offered: tuple[Coded, ...], said: str) -> str | None:
    """The code that is meant by a code or a name; where nothing is declared, what was said."""
    if not offered:
        return said or None
    return next((one.code for one in offered if said in (one.code, one.name["zh"], one.name["en"])), None)


def _fault(found: Mapping[str, Any], taken: Mapping[str, Any], today: date) -> Fault | None:
    """The first thing that is wrong with a row."""
    received, premium = taken["received_on"], taken["expected_premium"] or 0
    wrong: tuple[tuple[Any, str, dict[str, str | int]], ...] = (
        (taken["source"] is None, "imports.row_source", {"value": found["source"][:40]}),
        (taken["kind"] not in set(CustomerKind), "imports.row_code", {"column": "kind", "value": taken["kind"]}),
        (taken["phone"] and phone_problem(taken["phone"]), "imports.row_phone", {}),
        (taken["email"] and email_problem(taken["email"]), "imports.row_email", {}),
        (premium < 0, "imports.row_negative", {"column": "expected_premium"}),
        (received and received > today, "imports.row_ahead", {"day": str(received)}),
    )
    return next((Fault(key, params) for is_wrong, key, params in wrong if is_wrong), None)
