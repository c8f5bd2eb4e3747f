"""Moves an opportunity: choose the next stage, see what it needs, fill that in, save."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.forms import fields
from components.forms.draft import Draft, both_versions, opened, send, tell
from components.forms.sale import hopes_and_steps
from components.stages import evidence_name, stage_name
from components.words import label, language, plain, t
from db.access import Actor, may
from db.commands.advance_opportunity import advance_opportunity
from db.config import config
from db.errors import Refusal
from db.queries.opportunities import OpportunityRow, missing_for
from db.rules.stages import NotReady

FIELDS = ("expected_premium", "expected_close", "next_step", "next_step_on", "competitor", "lost_reason")


def base_of(sale: OpportunityRow) -> dict[str, Any]:
    """What the form's fields stand at for an opportunity as it is."""
    base = {name: getattr(sale, name) for name in FIELDS}
    return {"stage": stage_name(sale.kind, sale.stage), **base, "expected_premium": sale.expected_premium / 100}


def move_form(me: Actor, sale: OpportunityRow, done: set[str], place: str) -> bool:
    """The form under `place`; answers whether the opportunity moved. `done` are the kinds of activity of its stage."""
    if not may(me, "advance_opportunity") or sale.outcome != "open":
        return False
    missing = missing_for(sale, done)
    draft = opened(f"move.{place}.{sale.id}", sale.version, base_of(sale), probe="to")
    both_versions(draft, sale.version, base_of(sale))
    target = st.pills(
        t("sales.move_to"),
        list(missing),
        key=draft.widget("to"),
        format_func=lambda code: label(stage_name(sale.kind, code)),
    )
    if target is None:
        return False
    _needs(missing[target])
    with st.form(draft.widget(f"form.{target}"), border=False):
        order = _asked(draft, sale, str(target), missing[target])
        saved = fields.save(t("sales.move"))
    if not saved:
        return False
    given = {"opportunity_id": sale.id, "version": draft.version, "to_stage": target, **order}
    moved = t("sales.moved", stage=stage_name(sale.kind, str(target)))
    return send(draft, advance_opportunity, me, done=moved, refused=_told, **given) is not None


def _asked(draft: Draft, sale: OpportunityRow, target: str, missing: tuple[str, ...]) -> dict[str, Any]:
    """The fields that this move is about; the others stay as the form was opened."""
    order: dict[str, Any] = {name: getattr(sale, name) for name in FIELDS}
    order |= {name: order[name] or "" for name in ("next_step", "competitor", "lost_reason")}
    stage = config().stages.stage(sale.kind, target)
    if stage is not None and stage.outcome == "lost":
        order["lost_reason"] = fields.text(draft, "lost_reason", most=120)
        order["competitor"] = fields.text(draft, "competitor", most=60)
        return order
    order |= hopes_and_steps(draft)
    if "field.competitor" in missing or sale.competitor:
        order["competitor"] = fields.text(draft, "competitor", most=60)
    return order


def _needs(missing: tuple[str, ...]) -> None:
    """What the move lacks: what can be typed here, and what has to be done first."""
    typed = [evidence_name(name) for name in missing if name.startswith("field.")]
    undone = [evidence_name(name) for name in missing if not name.startswith("field.")]
    if undone:
        st.warning(t("sales.do_first", what=_listed(undone)), icon=":material/pending_actions:")
    if typed:
        st.caption(t("sales.fill_in", what=_listed(typed)))


def _listed(names: list[str]) -> str:
    return plain("sales.comma").join(names)


def _told(refusal: Refusal) -> None:
    """A move that is not ready answers with what is missing, point by point."""
    if not isinstance(refusal, NotReady):
        tell(refusal)
        return
    points = "\n".join(f"- {label(evidence_name(name))}" for name in refusal.missing)
    st.error(f"{label(refusal.sentence(language()))}\n\n{points}", icon=":material/checklist:")
