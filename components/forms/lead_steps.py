"""What is done with a lead, step by step: contacted, given to somebody, given back, given up."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from components.attempt import attempt, form_key
from components.forms import fields
from components.forms.draft import Draft, opened, send
from components.words import Label, plain, t
from db.access import Actor
from db.commands.assign_lead import assign_lead
from db.commands.claim_lead import claim_lead
from db.commands.contact_lead import WAYS, contact_lead
from db.commands.drop_lead import drop_lead
from db.commands.return_lead import return_lead
from db.commands.reveal_lead import Reachable, reveal_lead
from db.models.work import ActivityKind
from db.queries.leads import LeadRow
from db.rights import may

Colleague = tuple[int, str, str]


def claim_button(me: Actor, row: LeadRow) -> None:
    """Takes a lead of the pool at one tap."""
    if may(me, "claim_lead") and row.person_id is None and row.open:
        st.button(
            t("leads.claim"),
            key=f"claim_lead.{row.id}",
            type="primary",
            icon=":material/back_hand:",
            on_click=_claim,
            args=(me, row),
        )


def _claim(me: Actor, row: LeadRow) -> None:
    key = form_key("claim_lead", row.id, row.version)
    attempt(claim_lead, me, key=key, done=t("leads.claimed", name=row.name), lead_id=row.id)


def contact_form(me: Actor, row: LeadRow) -> bool:
    """How somebody was reached, and what came of it."""
    base = {"outcome": "", "kind": ActivityKind.CALL}
    draft = opened(f"contact_lead.{row.id}", row.version, base, probe="outcome")
    _overtaken(draft, row.version)
    with st.form(draft.widget("form"), border=False):
        kind = st.segmented_control(
            fields.name_of("kind"),
            WAYS,
            default=ActivityKind.CALL,
            required=True,
            key=draft.widget("kind"),
            format_func=lambda code: plain(f"activity_kind.{code}"),
        )
        outcome = fields.text(draft, "outcome", long=True, most=500)
        saved = fields.save(t("leads.contact"))
    if not saved:
        return False
    order: dict[str, Any] = {"lead_id": row.id, "version": draft.version, "kind": kind, "outcome": outcome}
    return send(draft, contact_lead, me, done=t("leads.contacted"), **order) is not None


def _overtaken(draft: Draft, version: int) -> None:
    """Tell who was faster; what is typed stays, and a step is added to theirs if it is sent once more."""
    if draft.changed_by is not None:
        st.warning(t("leads.overtaken", by=draft.changed_by), icon=":material/sync_problem:")
        draft.version, draft.changed_by, draft.key = version, None, secrets.token_urlsafe(24)


def return_form(me: Actor, row: LeadRow) -> bool:
    """Back to the pool, and why."""
    return _with_reason(me, row, return_lead, t("leads.return"), t("leads.returned"))


def drop_form(me: Actor, row: LeadRow) -> bool:
    """Given up, and why."""
    return _with_reason(me, row, drop_lead, t("leads.drop"), t("leads.dropped"))


def _with_reason(me: Actor, row: LeadRow, command: Callable[..., Any], name: Label, done: Label) -> bool:
    draft = opened(f"{command.__name__}.{row.id}", row.version, {"reason": ""}, probe="reason")
    _overtaken(draft, row.version)
    with st.form(draft.widget("form"), border=False):
        reason = fields.text(draft, "reason")
        saved = fields.save(name)
    order: dict[str, Any] = {"lead_id": row.id, "version": draft.version, "reason": reason}
    return saved and send(draft, command, me, done=done, **order) is not None


def assign_form(me: Actor, rows: Sequence[LeadRow], colleagues: Sequence[Colleague]) -> bool:
    """One or several leads for a colleague."""
    holders = {row.person_id for row in rows}
    names = {number: name for number, _login, name in colleagues if holders != {number}}
    which = ".".join(str(row.id) for row in rows)
    draft = opened(f"assign_lead.{which}", 0, {"person_id": None, "reason": ""}, probe="reason")
    _overtaken(draft, 0)
    with st.form(draft.widget("form"), border=False):
        taker, reason = fields.beside(
            lambda: fields.choice(draft, "person_id", list(names), names.__getitem__),
            lambda: fields.text(draft, "reason", most=200),
        )
        saved = fields.save(t("leads.assign_some", leads=len(rows)))
    if saved and taker is None:
        st.error(t("customers.choose_somebody"))
    if not saved or taker is None:
        return False
    order = {"leads": [(row.id, row.version) for row in rows], "person_id": taker, "reason": reason}
    done = t("leads.assigned", leads=len(rows), name=names[taker])
    return send(draft, assign_lead, me, done=done, **order) is not None


def reveal_form(me: Actor, lead_id: int) -> Reachable | None:
    """Asks why, and answers phone and e-mail for this one run of the page; they are kept nowhere."""
    with st.form(f"reveal_lead.{lead_id}", border=False):
        reason = st.text_input(t("customers.reveal_why"), key=f"reveal_lead.{lead_id}.reason", max_chars=200)
        asked = st.form_submit_button(t("customers.reveal"), icon=":material/visibility:")
    return attempt(reveal_lead, me, lead_id=lead_id, reason=reason) if asked else None
