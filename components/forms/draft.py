"""A form as it was opened: the version it shows, what stood in it, and the key its order carries.

It lives as long as the form stands on the screen. While somebody types, the record may change behind it; then the
order is refused as stale, what was typed stays, and both versions are shown beside each other.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from components.attempt import attempt, show_refusal
from components.words import Label, day, label, language, plain, t, words
from db.access import Actor
from db.errors import Invalid, Refusal, Stale

Result = TypeVar("Result")


@dataclass
class Draft:
    """One opened form; `base` is what its fields stood at when it was opened."""

    name: str
    round: int
    version: int
    base: dict[str, Any]
    key: str
    changed_by: str | None = None

    def widget(self, field: str) -> str:
        """The key of a field's widget; another round is another widget, with the values of then."""
        return f"{self.name}.{self.round}.{field}"

    def typed(self, field: str) -> Any:
        """What the field holds now."""
        return st.session_state.get(self.widget(field), self.base.get(field))


def opened(name: str, version: int, base: Mapping[str, Any], *, probe: str) -> Draft:
    """The draft of that name; a new one if its field `probe` was not on the screen in the run before."""
    state, slot = st.session_state, f"draft.{name}"
    draft: Draft | None = state.get(slot)
    if draft is None or draft.widget(probe) not in state:
        draft = Draft(name, draft.round + 1 if draft else 0, version, dict(base), secrets.token_urlsafe(24))
        state[slot] = draft
    return draft


def forget(draft: Draft) -> None:
    """Close the form: where it is drawn again, it is a new one with what is true then."""
    st.session_state.pop(draft.widget(next(iter(draft.base))), None)
    kept = Draft(draft.name, draft.round + 1, 0, {}, "")
    st.session_state[f"draft.{draft.name}"] = kept


def send(
    draft: Draft,
    command: Callable[..., Result],
    me: Actor,
    *,
    done: Label,
    refused: Callable[[Refusal], None] | None = None,
    **order: Any,
) -> Result | None:
    """Give the order with the draft's key; once it is carried out the form is closed."""

    def told(refusal: Refusal) -> None:
        if isinstance(refusal, Stale):
            draft.changed_by = str(refusal.params.get("by") or "—")
            st.rerun()
        else:
            (refused or tell)(refusal)

    result = attempt(command, me, key=draft.key, done=done, refused=told, **order)
    if result is not None:
        forget(draft)
    return result


def tell(refusal: Refusal) -> None:
    """A refusal under its form: its sentence, and each field that cannot be taken by its name."""
    if isinstance(refusal, Invalid) and refusal.fields:
        st.error(refused_points(refusal), icon=":material/block:")
    else:
        show_refusal(refusal)


def refused_points(refusal: Refusal) -> str:
    """A refusal as it is shown: its sentence, and under it each field that cannot be taken, by its name."""
    spoken = language()
    fields = refusal.fields if isinstance(refusal, Invalid) else {}
    said = {name: Refusal(key, **refusal.params).sentence(spoken) for name, key in fields.items()}
    points = [f"- {_titled(name)}{label(sentence)}" for name, sentence in said.items()]
    return "\n".join([label(refusal.sentence(spoken)), "", *points])


def _titled(field: str) -> str:
    """What a field is called; nothing for one that stands on no form."""
    return f"{t(f'field.{field}')}: " if f"field.{field}" in words() else ""


def both_versions(draft: Draft, version: int, newest: Mapping[str, Any]) -> None:
    """After a stale order: who changed the record, what was typed beside what stands there now, and the choice."""
    if draft.changed_by is None:
        return
    st.warning(t("draft.stale", by=draft.changed_by), icon=":material/sync_problem:")
    rows = [(plain(f"field.{field}"), _written(draft.typed(field)), _written(newest[field])) for field in newest]
    differing = [row for row in rows if row[1] != row[2]]
    titles = [plain("draft.field"), plain("draft.mine"), plain("draft.newest")]
    if differing:
        st.dataframe(pd.DataFrame(differing, columns=titles), hide_index=True, key=draft.widget("versions"))
    with st.container(horizontal=True):
        if st.button(t("draft.keep_mine"), key=draft.widget("keep"), icon=":material/edit:"):
            draft.version, draft.changed_by, draft.key = version, None, secrets.token_urlsafe(24)
            st.rerun()
        if st.button(t("draft.take_newest"), key=draft.widget("take"), icon=":material/refresh:"):
            forget(draft)
            st.rerun()


def _written(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return plain("draft.yes") if value else plain("draft.no")
    if isinstance(value, float):
        return f"{value:,.2f}"
    return day(value) if isinstance(value, date) else str(value)
