"""What a contact is written from: names and numbers as they were typed, checked and made even."""

from __future__ import annotations

from datetime import date
from typing import Any

from db.errors import Invalid
from db.models.customers import Contact, ContactRole
from db.periods import today
from db.rules.entries import entered
from db.rules.identity import mask_number, phone_problem, tidy_phone

FORM = {"title": "job"}


def contact_fields(*, name: str, role: ContactRole, job: str, phone: str, born_on: date | None) -> dict[str, Any]:
    """The columns of a contact; those of a phone or a birthday only where one was typed. Raises Invalid."""
    typed: dict[str, Any] = {"name": name, "role": role, "phone": tidy_phone(phone or ""), "born_on": born_on}
    try:
        fields = entered(Contact, **typed, title=job)
    except Invalid as invalid:
        # On its form, the title is the job.
        raise Invalid(fields={FORM.get(name, name): key for name, key in invalid.fields.items()}) from invalid
    wrong = {}
    if fields["phone"] and (problem := phone_problem(fields["phone"])):
        wrong["phone"] = problem
    if born_on is not None and born_on > today():
        wrong["born_on"] = "customers.born_in_future"
    if wrong:
        raise Invalid(fields=wrong)
    kept = {column: value for column, value in fields.items() if value or column not in ("phone", "born_on")}
    return kept | ({"phone_mask": mask_number(fields["phone"])} if fields["phone"] else {})
