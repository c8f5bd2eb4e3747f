"""Moves an opportunity: choose the next stage, see what it needs, do or fill that in on the spot, save."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.forms import fields
from components.forms.checklist import checklist
from components.forms.draft import Draft, both_versions, opened, send, tell
from components.forms.sale import hopes_and_steps
from components.stages import evidence_name, lost_reason_name, stage_name
from components.words import label, language, money, t
from db.access import Actor
from db.commands.advance_opportunity import advance_opportunity
from db.config import config
from db.errors import Refusal
from db.queries.evidence import missing_for
from db.queries.opportunities import OpportunityRow
from db.rights import may
from db.rules.stages import NotReady

TEXTS = ("next_step", "competitor", "lost_reason", "lost_note")
FIELDS = ("expected_premium", "expected_close", "next_step", "next_step_on", "competitor", "lost_reason", "lost_note")


def base_of(sale: OpportunityRow) -> dict[str, Any]:
    """What the form's fields stand at for an opportunity as it is."""
    base = {name: getattr(sale, name) for name in FIELDS}
    return {"stage": stage_name(sale.kind, sale.stage), **base, "expected_premium": sale.expected_premium / 100}


def move_form(me: Actor, sale: OpportunityRow, done: set[str], place: str, *, aimed: str = "") -> bool:
    """The form under `place`, on the stage `aimed` at if there is one; answers whether the opportunity moved.

    `done` are the kinds of activity of its stage.
    """
    if not may(me, "advance_opportunity"):
        return False
    missing, base = missing_for(sale, done), base_of(sale)
    draft = opened(f"move.{place}.{sale.id}", sale.version, base, probe="to")
    if sale.outcome != "open" and draft.typed("to") is None:
        return False
    if draft.base == base:
        # Whatever changed is not on this form, such as the evidence just logged above it.
        draft.version = sale.version
    _aim(draft, sale, aimed if aimed in missing else "")
    both_versions(draft, sale.version, base)
    chosen = draft.typed("to")
    target = st.pills(
        t("sales.move_to"),
        list(dict.fromkeys([*missing, *([chosen] if chosen else [])])),
        key=draft.widget("to"),
        format_func=lambda code: label(stage_name(sale.kind, code)),
    )
    if target is None:
        return False
    lacks = missing.get(target, ())
    went_on = checklist(me, sale, target, lacks, f"{place}.{target}")
    moved = _ordered(me, draft, sale, str(target), lacks)
    if went_on and not moved:
        # Only now: a form that is not drawn in a run loses what was typed into it.
        st.rerun()
    return moved


def _aim(draft: Draft, sale: OpportunityRow, aimed: str) -> None:
    """Choose the stage in a form that has just been opened; note the one chosen for whoever compares versions."""
    if aimed and draft.widget("to") not in st.session_state:
        st.session_state[draft.widget("to")] = aimed
    if chosen := draft.typed("to"):
        st.session_state[draft.widget("stage")] = stage_name(sale.kind, chosen)


def _ordered(me: Actor, draft: Draft, sale: OpportunityRow, target: str, missing: tuple[str, ...]) -> bool:
    stage = config().stages.stage(sale.kind, target)
    outcome = stage.outcome if stage else None
    with st.form(draft.widget(f"form.{target}"), border=False):
        order = _asked(draft, sale, missing, lost=outcome == "lost")
        sure = _confirmed(draft, outcome, order["expected_premium"])
        saved = fields.save(t("sales.move"))
    if not saved:
        return False
    if not sure:
        st.error(t("sales.confirm_first"), icon=":material/rule:")
        return False
    given = {"opportunity_id": sale.id, "version": draft.version, "to_stage": target, **order}
    moved = t("sales.moved", stage=stage_name(sale.kind, target))
    return send(draft, advance_opportunity, me, done=moved, refused=_told, **given) is not None


def _asked(draft: Draft, sale: OpportunityRow, missing: tuple[str, ...], *, lost: bool) -> dict[str, Any]:
    """The fields that this move is about; the others stay as the form was opened."""
    order: dict[str, Any] = {name: getattr(sale, name) for name in FIELDS}
    order |= {name: order[name] or "" for name in TEXTS}
    if lost:
        order["lost_reason"] = _why(draft)
        order["lost_note"] = fields.text(draft, "lost_note")
        order["competitor"] = fields.text(draft, "competitor", most=60)
        return order
    order |= hopes_and_steps(draft)
    if "field.competitor" in missing or sale.competitor:
        order["competitor"] = fields.text(draft, "competitor", most=60)
    return order


def _why(draft: Draft) -> str:
    """One of the declared reasons; in words where none is declared."""
    codes = [reason.code for reason in config().rules.sales.lost]
    if not codes:
        return fields.text(draft, "lost_reason", most=120)
    return fields.choice(draft, "lost_reason", codes, lost_reason_name) or ""


def _confirmed(draft: Draft, outcome: str | None, premium: int) -> bool:
    """An end is said twice: it leaves the pipeline, and only a manager opens it again."""
    if outcome is None:
        return True
    sentence = t("sales.confirm_won", premium=money(premium)) if outcome == "won" else t("sales.confirm_lost")
    return st.checkbox(sentence, key=draft.widget(f"sure.{outcome}"))


def _told(refusal: Refusal) -> None:
    """A move that is not ready answers with what is missing, point by point."""
    if not isinstance(refusal, NotReady):
        tell(refusal)
        return
    points = "\n".join(f"- {label(evidence_name(name))}" for name in refusal.missing)
    st.error(f"{label(refusal.sentence(language()))}\n\n{points}", icon=":material/checklist:")
