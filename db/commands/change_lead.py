"""What is known about a lead, put right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from db.access import Actor
from db.leads import checked, workable
from db.models.customers import CustomerKind
from db.models.sales import Lead
from db.private import private_fields
from db.rules.identity import mask_number
from db.run import WritingSession


def change_lead(
    session: WritingSession,
    actor: Actor,
    *,
    lead_id: int,
    version: int,
    name: str,
    kind: CustomerKind,
    source: str,
    contact_name: str = "",
    phone: str = "",
    email: str = "",
    region: str = "",
    line: str = "",
    expected_premium: int | None = None,
    note: str = "",
    clear: Sequence[str] = (),
) -> int:
    """Change an open lead; phone and e-mail left empty stay, but for those to `clear`. Answers the new version."""
    lead = workable(session, actor, lead_id, version, held=False)
    typed: dict[str, Any] = {"name": name, "kind": kind, "source": source, "contact_name": contact_name, "note": note}
    typed |= {"region": region, "line": line, "expected_premium": expected_premium or None}
    private = private_fields(model=Lead, phone=phone, email=email, clear=clear)
    for field, value in {**checked(session, typed, kept_source=lead.source), **private}.items():
        setattr(lead, field, value)
    if "phone" in private:
        lead.phone_mask = mask_number(private["phone"]) if private["phone"] else None
    session.flush()
    return lead.version
