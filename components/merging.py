"""Two customers side by side, what each holds, and the form that makes one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from components.attempt import attempt
from components.declared import region_name, source_name
from components.forms.draft import opened, send
from components.words import Label, day, label, plain, t
from db.access import Actor
from db.commands.keep_apart import keep_apart
from db.commands.merge_customers import merge_customers
from db.queries.customer_record import CustomerRecord
from db.rights import may
from db.rules.likeness import JOINED, OPEN_FIELDS, PRIVATE_FIELDS, Likeness

BOTH = 0
STAYED = "merge.stayed"
"""Where the customer that stayed is kept for who leads to it."""


def how_name(how: Likeness) -> str:
    """By what two look alike, in words."""
    return plain(f"likeness.{how.name.lower()}")


def side_by_side(one: CustomerRecord, other: CustomerRecord) -> None:
    """What tells the two apart before anything is decided."""
    for place, record in zip(st.columns(2, gap="medium"), (one, other), strict=True):
        with place, st.container(border=True, gap=None):
            st.markdown(f"**{label(record.who.name)}**")
            held = [(record.policies, "policies"), (record.opportunities, "sales"), (record.activities, "work")]
            counts = [plain(f"merges.{name}", rows=len(rows)) for rows, name in held if rows]
            owner = f"{plain('customers.owner')} {record.owner.name}"
            known = [plain("merges.since", day=record.who.known_since)] if record.who.known_since else []
            st.caption(label(" · ".join([record.who.number, owner, *known])))
            st.caption(label(f"{plain('merges.holds')} {' · '.join(counts) or '–'}"))


def merge_form(me: Actor, one: CustomerRecord, other: CustomerRecord) -> bool:
    """Which stays, each differing field by choice, and why; whether it was done."""
    side_by_side(one, other)
    if not (may(me, "merge_customers") and one.who.may_write and other.who.may_write):
        st.info(t("merges.read_only"), icon=":material/info:")
        return False
    pair = {record.who.id: record for record in sorted((one, other), key=_weight, reverse=True)}
    key = "-".join(map(str, sorted(pair)))
    winner_id = st.radio(t("merges.stays"), [*pair], key=f"merge.{key}.winner", format_func=lambda at: _keeps(pair[at]))
    winner = pair[winner_id]
    loser = next(record for number, record in pair.items() if number != winner_id)
    draft = opened(f"merge.{key}.{winner_id}", 0, {"reason": ""}, probe="reason")
    with st.form(draft.widget("form"), border=False):
        st.caption(t("merges.moves", owner=winner.owner.name))
        chosen = _choices(draft.widget, winner, loser)
        reason = st.text_input(t("field.reason"), key=draft.widget("reason"), max_chars=200, autocomplete="off")
        saved = st.form_submit_button(t("merges.merge"), type="primary", icon=":material/merge:")
    if not saved:
        return _apart(me, key, (winner_id, loser.who.id))
    order: dict[str, Any] = {
        "winner_id": winner_id,
        "loser_id": loser.who.id,
        "versions": (winner.who.version, loser.who.version),
        "take": [name for name, of in chosen.items() if of == loser.who.id],
        "join": [name for name, of in chosen.items() if of == BOTH],
    }
    done = t("merges.merged", name=winner.who.name)
    if send(draft, merge_customers, me, done=done, reason=reason, **order) is None:
        return False
    st.session_state[STAYED] = (winner_id, winner.who.name)
    return True


def _weight(record: CustomerRecord) -> tuple[int, int]:
    """Who has more policies stays, unless somebody says otherwise; of two alike the older one."""
    return len(record.policies or ()), -record.who.id


def _keeps(record: CustomerRecord) -> Label:
    return t("merges.keeps", name=record.who.name, number=record.who.number)


def _choices(widget: Any, winner: CustomerRecord, loser: CustomerRecord) -> dict[str, int]:
    """For each field in which the two differ: whose value stays; an empty one gives way."""
    values = {name: (_value(winner, name), _value(loser, name)) for name in (*OPEN_FIELDS, *PRIVATE_FIELDS)}
    differing = {name: both for name, both in values.items() if both[0] != both[1]}
    if differing:
        st.caption(t("merges.choose"))
    chosen: dict[str, int] = {}
    for name, (mine, theirs) in differing.items():
        options = [winner.who.id, loser.who.id]
        nothing = plain("merges.empty")
        named = {winner.who.id: label(mine or nothing), loser.who.id: label(theirs or nothing)}
        if name in JOINED and mine and theirs:
            options.append(BOTH)
            named[BOTH] = t("merges.both")
        at = 2 if len(options) > 2 else 0 if mine else 1
        chosen[name] = st.radio(
            t(f"field.{name}"), options, index=at, key=widget(name), format_func=named.__getitem__, horizontal=True
        )
    return chosen


def _value(record: CustomerRecord, name: str) -> str:
    of: Any = record.private if name in PRIVATE_FIELDS else record.who
    value = getattr(of, name, None)
    if not value:
        return ""
    shown: dict[str, Callable[[Any], str]] = {
        "region": region_name,
        "source": source_name,
        "born_on": day,
    }
    return shown[name](value) if name in shown else str(value)


def _apart(me: Actor, key: str, ids: tuple[int, int]) -> bool:
    if not st.button(t("merges.apart"), key=f"apart.{key}", type="tertiary", icon=":material/call_split:"):
        return False
    return attempt(keep_apart, me, done=t("merges.apart_done"), customer_ids=ids) is not None
