"""What a parsed row of another CRM's export becomes in the staging table: the rules that need only the row itself."""

from datetime import date
from typing import Any

from db.config import config
from db.imports.crm_fields import ACTIVITIES
from db.imports.crm_phones import phone_columns
from db.imports.crm_profile import CrmProfile
from db.imports.layout import Fault, Row
from db.imports.lead_rows import code_of
from db.imports.parse import Values
from db.imports.stage import digest_of, kept, storable
from db.imports.tables import RECORD
from db.models.work import ActivityStatus
from db.rules.entries import clean
from db.rules.identity import email_problem, id_hash, id_tail, number_problem, tidy_number

NONE = dict.fromkeys(column.name for column in RECORD.columns if column.nullable)
LINES = ("name", "title", "address", "industry", "region", "account", "contact", "owner")
"""What stands in one line here, whatever it did there."""
LONGEST = {"subject": 200, "outcome": 500, "needs": 2000}


def crm_row(part: str, values: Values, profile: CrmProfile, row: Row, today: date) -> dict[str, Any] | Fault:
    """The staging row of one of the files, or why it cannot be taken."""
    found = {name: clean(value) if isinstance(value, str) else value for name, value in values.found.items()}
    found |= {name: " ".join(found[name].split()) or None for name in LINES if found.get(name)}
    if found.pop("deleted", None) == "yes":
        return Fault("imports.row_deleted")
    key, digest = found.pop("key"), digest_of(sorted(found.items()))
    rules: set[str] = set()
    made = _made(part, found, profile, rules, today)
    if isinstance(made, Fault):
        return made
    # a name in two lines was put into one
    rules |= {"one_line"} if any("\n" in (values.found.get(name) or "") for name in LINES) else set()
    return {
        **NONE,
        **made,
        "line": row.line,
        "part": part,
        "key": key,
        "digest": digest,
        "rules": " ".join(sorted(rules)),
        "corrected": storable(values.corrected),
        "original": kept(row),
    }


def _made(
    part: str, found: dict[str, Any], profile: CrmProfile, rules: set[str], today: date
) -> dict[str, Any] | Fault:
    if part == "users":
        return {**found, **{name: found[name].lower() for name in ("login", "email") if found.get(name)}}
    if found.get("owner"):
        found["owner"] = found["owner"].lower()
    if part in ACTIVITIES:
        return _activity(part, found, profile, rules, today)
    made = {**found, **phone_columns(found.get("phone"), rules)}
    return _account(made, profile, rules, today) if part == "accounts" else _contact(made, profile)


def _account(made: dict[str, Any], profile: CrmProfile, rules: set[str], today: date) -> dict[str, Any] | Fault:
    made["kind"] = made.get("kind") or profile.booking.customer.value
    if region := made.get("region"):
        made["region"] = code_of(config().customers.regions, region) or region
    made["needs"] = _cut(made.get("needs"), LONGEST["needs"], rules)
    if made.get("email") and email_problem(made["email"]):
        made["email"] = None
        rules.add("email_wrong")
    if number := tidy_number(made.pop("id_number", None) or ""):
        if number_problem(number):
            rules.add("id_wrong")
        else:
            made |= {"id_number": number, "id_hash": id_hash(number), "id_tail": id_tail(number)}
    if made.get("since") and made["since"] > today:
        return Fault("imports.row_ahead", {"day": str(made["since"])})
    return made


def _contact(made: dict[str, Any], profile: CrmProfile) -> dict[str, Any]:
    return {**made, "role": made.get("role") or profile.booking.role.value}


def _activity(
    part: str, found: dict[str, Any], profile: CrmProfile, rules: set[str], today: date
) -> dict[str, Any] | Fault:
    if not (found.get("account") or found.get("contact")):
        return Fault("imports.row_no_account")
    found["kind"] = found.get("kind") or profile.booking.kinds[part].value
    _came_of_it(found, rules)
    if found["status"] == ActivityStatus.PLANNED and found.get("outcome"):
        # what has not happened has no outcome yet: the words belong to what is planned
        found |= {"name": f"{found['name']} · {' '.join(found['outcome'].split())}", "outcome": ""}
    found["name"] = _cut(found["name"], LONGEST["subject"], rules)
    found["outcome"] = _cut(found.get("outcome"), LONGEST["outcome"], rules) or ""
    return _days(found, rules, today)


def _came_of_it(found: dict[str, Any], rules: set[str]) -> None:
    """The result of what is over; one that is declared as missed says so of the activity."""
    result = found.pop("result", None)
    if not result:
        found["result"] = ""
        return
    chosen = next((one for one in config().rules.day.outcomes if one.code == result), None)
    over = found["status"] in (ActivityStatus.DONE, ActivityStatus.MISSED)
    if chosen is None or not over:
        rules.add("result_dropped")
    elif found["status"] != chosen.status:
        found["status"] = chosen.status
        rules.add("result_says")
    found["result"] = result if chosen and over else ""


def _days(found: dict[str, Any], rules: set[str], today: date) -> dict[str, Any] | Fault:
    """When it is due and when it was done; what is still open and tells no day is due today."""
    due, done = found.get("planned_on"), found.pop("done_on", None)
    if found["status"] == ActivityStatus.DONE:
        happened = done or due
        if happened is None:
            return Fault("imports.row_never_done")
        if happened > today:
            return Fault("imports.row_ahead", {"day": str(happened)})
        return {**found, "planned_on": due or happened, "done_on": happened}
    if due is None and found["status"] == ActivityStatus.PLANNED:
        rules.add("day_today")
        due = today
    if due is None and done is None:
        return Fault("imports.row_no_day")
    if done is not None:
        rules.add("done_day_dropped")
    return {**found, "planned_on": due or done}


def _cut(text: str | None, longest: int, rules: set[str]) -> str | None:
    """As much of a text as there is room for."""
    if text is None or len(text) <= longest:
        return text
    rules.add("text_cut")
    return text[: longest - 1] + "…"
