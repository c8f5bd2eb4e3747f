"""The forms of a handover before it is signed: begin it, list what is held, propose who takes what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

from components.attempt import attempt
from components.forms import fields
from components.forms.draft import Draft, forget, opened, tell
from components.options import told_apart
from components.record_link import open_record
from components.words import Label, plain, t
from db.access import Actor
from db.commands.freeze_handover import freeze_handover
from db.commands.open_handover import open_handover
from db.commands.propose_successors import propose_successors
from db.errors import Refusal
from db.models.handovers import HandoverReason
from db.periods import today
from db.queries.handovers import HandoverRow, PersonChoice

Colleague = tuple[int, str, str]
Result = TypeVar("Result")
OWN = "handover.own"
"""That the run before carried out an order of whoever sits here."""


def given(draft: Draft, command: Callable[..., Any], me: Actor, done: Label, **order: Any) -> bool:
    """Give an order whose answer may be nothing; whether it was carried out."""
    return bool(answers(draft, command, me, done, **order))


def answers(draft: Draft, command: Callable[..., Result], me: Actor, done: Label, **order: Any) -> list[Result]:
    """Give an order: what it answers, or nothing where it was refused."""
    refusals: list[Refusal] = []
    result = attempt(command, me, key=draft.key, done=done, refused=refusals.append, **order)
    for refusal in refusals:
        tell(refusal)
    if refusals:
        return []
    forget(draft)
    st.session_state[OWN] = True
    return [result]  # type: ignore[list-item]  # what a command answers that is not refused


def opened_on(verb: str, row: HandoverRow, base: dict[str, Any]) -> Draft:
    """The form of a step as the handover stands now: what somebody else did meanwhile shows on the page beside it."""
    draft = opened(f"{verb}.{row.id}", row.version, base, probe=next(iter(base)))
    if draft.version != row.version:
        forget(draft)
        draft = opened(f"{verb}.{row.id}", row.version, base, probe=next(iter(base)))
    st.session_state[_stood(row)] = (draft.widget(next(iter(base))), row.version)
    return draft


def overtaken(row: HandoverRow) -> bool:
    """Whether a form stood here a moment ago on what somebody else has changed since: what was pressed is lost."""
    own, stood = st.session_state.pop(OWN, False), st.session_state.get(_stood(row))
    return not own and stood is not None and stood[0] in st.session_state and stood[1] != row.version


def _stood(row: HandoverRow) -> str:
    return f"handover.{row.id}.stood"


def named_choices(row: HandoverRow, people: Sequence[PersonChoice]) -> dict[int, str]:
    """Who could take customers, those of the leaver's unit first, with unit and how many they own already."""
    near_first = sorted(people, key=lambda one: one.unit != row.unit)
    return {one.id: plain("handovers.choice", name=one.name, unit=one.unit, rows=one.customers) for one in near_first}


def open_form(me: Actor, colleagues: Sequence[Colleague]) -> bool:
    """Who leaves, why, when the last day is, and when all of it moves where that is another day."""
    names = {number: name for number, _login, name in colleagues}
    base: dict[str, Any] = {"leaver_id": None, "reason": HandoverReason.LEFT, "last_day": today(), "effective_on": None}
    draft = opened("open_handover", 0, base, probe="leaver_id")
    with st.form(draft.widget("form"), border=False):
        st.caption(t("handovers.start_hint"))
        leaver, reason, last_day, effective = fields.beside(
            lambda: fields.choice(draft, "leaver_id", list(names), names.__getitem__),
            lambda: fields.choice(draft, "reason", list(HandoverReason), lambda code: plain(f"handover_reason.{code}")),
            lambda: fields.day(draft, "last_day"),
            lambda: fields.day(draft, "effective_on"),
        )
        saved = fields.save(t("handovers.start"))
    if saved and leaver is None:
        st.error(t("customers.choose_somebody"))
    if not saved or leaver is None:
        return False
    order = {"leaver_id": leaver, "reason": reason, "last_day": last_day, "effective_on": effective}
    for made in answers(draft, open_handover, me, t("handovers.started", name=names[leaver]), **order):
        open_record("handover", made)
    return False


def freeze_form(me: Actor, row: HandoverRow, *, again: bool = False) -> bool:
    """List what the leaver holds; answers whether it was done."""
    draft = opened_on("freeze_handover", row, {"round": 0})
    if again:
        st.caption(t("handovers.freeze_hint"))
    name = t("handovers.freeze_again") if again else t("handovers.freeze")
    if not st.button(name, key=draft.widget("round"), type="primary", icon=":material/inventory:"):
        return False
    order = {"handover_id": row.id, "version": draft.version}
    return given(draft, freeze_handover, me, t("handovers.frozen"), **order)


def propose_form(me: Actor, row: HandoverRow, colleagues: Sequence[PersonChoice]) -> bool:
    """Among whom the rule splits the customers."""
    names = named_choices(row, colleagues)
    draft = opened_on("propose_successors", row, {"people": (), "anew": False})
    with st.form(draft.widget("form"), border=False):
        st.caption(t("handovers.propose_hint"))
        people = st.multiselect(
            fields.name_of("people"),
            list(names),
            key=draft.widget("people"),
            format_func=told_apart(list(names), names.__getitem__),
            placeholder=t("form.choose"),
            select_all=False,  # Streamlit says it in English alone
        )
        anew = bool(row.decided) and st.checkbox(t("handovers.anew"), key=draft.widget("anew"))
        saved = fields.save(t("handovers.propose"))
    if saved and not people:
        st.error(t("customers.choose_somebody"))
    if not saved or not people:
        return False
    order = {"handover_id": row.id, "version": draft.version, "people": people, "anew": anew}
    done = t("handovers.proposed_anew") if anew else t("handovers.proposed")
    return given(draft, propose_successors, me, done, **order)
