"""One thing done with several customers at once: a tag, a member, a visit; each says how many it is for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from components.forms import fields
from components.forms.draft import Draft, opened, send
from components.forms.panel import Action, panel
from components.words import Label, plain, t
from db.access import Actor
from db.commands.plan_visits import plan_visits
from db.commands.share_customers import share_customers
from db.commands.tag_customers import tag_customers
from db.models.work import ActivityKind
from db.periods import today
from db.queries.colleagues import joining
from db.session import reading


def several_panel(me: Actor, ids: Sequence[int]) -> None:
    """What can be done with the chosen customers."""
    forms: tuple[tuple[str, str, str, Callable[[Actor, Sequence[int]], bool]], ...] = (
        ("tag_customers", "tag", ":material/label:", _tag),
        ("share_customers", "share", ":material/group_add:", _share),
        ("plan_visits", "plan", ":material/event:", _plan),
    )
    names = {"tag": t("bulk.tag"), "share": t("bulk.share"), "plan": t("bulk.plan")}
    actions = [Action(verb, names[name], icon, partial(form, me, ids)) for verb, name, icon, form in forms]
    panel(me, "customers.several.actions", actions)


def _draft(verb: str, ids: Sequence[int], base: dict[str, Any], probe: str) -> Draft:
    return opened(f"{verb}.{'-'.join(map(str, sorted(ids)))}", 0, base, probe=probe)


def _tag(me: Actor, ids: Sequence[int]) -> bool:
    draft = _draft("tag_customers", ids, {"tags": ""}, "tags")
    with st.form(draft.widget("form"), border=False):
        tag = fields.text(draft, "tags", most=20)
        saved = fields.save(t("bulk.tag_now", rows=len(ids)))
    done = t("bulk.tagged", rows=len(ids))
    return saved and send(draft, tag_customers, me, done=done, customer_ids=list(ids), tag=tag) is not None


def _share(me: Actor, ids: Sequence[int]) -> bool:
    with reading(me) as session:
        names = {number: name for number, _login, name in joining(session) if number != me.person_id}
    draft = _draft("share_customers", ids, {"reason": "", "person_id": None, "until": None}, "reason")
    with st.form(draft.widget("form"), border=False):
        taker = fields.choice(draft, "person_id", list(names), names.__getitem__)
        can_write = st.checkbox(t("customers.can_write"), key=draft.widget("can_write"))
        reason, until = fields.beside(
            lambda: fields.text(draft, "reason", most=120), lambda: fields.day(draft, "until")
        )
        saved = fields.save(t("bulk.share_now", rows=len(ids)))
    if saved and taker is None:
        st.error(t("customers.choose_somebody"))
    if not saved or taker is None:
        return False
    order: dict[str, Any] = {"customer_ids": list(ids), "person_id": taker, "can_write": can_write}
    order |= {"reason": reason, "until": until}
    return send(draft, share_customers, me, done=_shared(names[taker], ids), **order) is not None


def _shared(name: str, ids: Sequence[int]) -> Label:
    return t("bulk.shared", name=name, rows=len(ids))


def _plan(me: Actor, ids: Sequence[int]) -> bool:
    base = {"subject": "", "kind": ActivityKind.VISIT, "planned_on": today()}
    draft = _draft("plan_visits", ids, base, "subject")
    with st.form(draft.widget("form"), border=False):
        order: dict[str, Any] = {"subject": fields.text(draft, "subject")}
        with st.container(horizontal=True):
            kinds = list(ActivityKind)
            order["kind"] = fields.choice(draft, "kind", kinds, lambda code: plain(f"activity_kind.{code}"))
            order["planned_on"] = fields.day(draft, "planned_on")
        saved = fields.save(t("bulk.plan_now", rows=len(ids)))
    done = t("bulk.planned", rows=len(ids))
    return saved and send(draft, plan_visits, me, done=done, customer_ids=list(ids), **order) is not None
