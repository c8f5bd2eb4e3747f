"""Somebody is away: who stands in, from when until when, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import streamlit as st

from components.forms import fields
from components.forms.draft import both_versions, opened, send
from components.words import plain, t
from db.access import Actor
from db.colleagues import substitutes
from db.commands.begin_cover import begin_cover
from db.commands.change_cover import change_cover
from db.models.covers import Absence
from db.periods import today
from db.queries.covers import CoverRow
from db.session import reading

WEEK = timedelta(6)


def cover_form(me: Actor, absent_id: int, name: str) -> bool:
    """The cover of one person, by a colleague of the actor's units."""
    with reading(me) as session:
        there = {number: who for number, _login, who in substitutes(session, me) if number != absent_id}
    if not there:
        st.info(t("covers.nobody"), icon=":material/group_off:")
        return False
    base = {"reason": Absence.LEAVE, "substitute_id": None, "planned_from": today(), "until": today() + WEEK}
    draft = opened(f"begin_cover.{absent_id}", 0, base, probe="reason")
    with st.form(draft.widget("form"), border=False):
        st.caption(t("covers.what"))
        taker, reason = _who(draft, list(there), there)
        first, last = fields.beside(
            lambda: fields.day(draft, "planned_from"),
            lambda: fields.day(draft, "until"),
        )
        saved = fields.save(t("covers.begin"))
    if saved and taker is None:
        st.error(t("customers.choose_somebody"))
    if not saved or taker is None:
        return False
    order: dict[str, Any] = {"absent_id": absent_id, "substitute_id": taker, "planned_from": first, "until": last}
    done = t("covers.begun", name=there[taker], absent=name)
    return send(draft, begin_cover, me, done=done, reason=reason, **order) is not None


def change_cover_form(me: Actor, row: CoverRow, key: str) -> bool:
    """Another last day, or somebody else to stand in from today on; `key` tells lists of covers apart."""
    with reading(me) as session:
        there = {number: who for number, _login, who in substitutes(session, me) if number != row.absent_id}
    there.setdefault(row.substitute_id, row.substitute)
    base = {"substitute_id": row.substitute_id, "until": row.until}
    draft = opened(f"change_cover.{key}.{row.id}", row.version, base, probe="until")
    both_versions(draft, row.version, {})
    with st.form(draft.widget("form"), border=False):
        taker = fields.choice(draft, "substitute_id", list(there), there.__getitem__)
        last = fields.day(draft, "until")
        saved = fields.save()
    if not saved:
        return False
    order: dict[str, Any] = {"cover_id": row.id, "version": draft.version, "substitute_id": taker, "until": last}
    return send(draft, change_cover, me, done=t("covers.changed"), **order) is not None


def _who(draft: Any, codes: Sequence[int], names: dict[int, str]) -> list[Any]:
    return fields.beside(
        lambda: fields.choice(draft, "substitute_id", codes, names.__getitem__),
        lambda: fields.choice(draft, "reason", list(Absence), lambda code: plain(f"absence.{code}")),
    )
