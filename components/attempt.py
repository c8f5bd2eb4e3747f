"""Gives a form's order to a command, and tells on the screen what came of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from components.words import Label, label, language
from db.access import Actor
from db.errors import Invalid, Refusal
from db.run import run

Result = TypeVar("Result")

_DONE = "attempt.done"
_KEY = "attempt.key."


def attempt(
    command: Callable[..., Result],
    me: Actor,
    *,
    key: str | None = None,
    done: Label | None = None,
    refused: Callable[[Refusal], None] | None = None,
    **order: Any,
) -> Result | None:
    """What the command answers; None if it was refused, and then the reason stands on the screen and nothing changed.

    `done` is said by `say_done` in the next run, which the page starts to show what is true now. `refused` takes the
    refusal where a form has more to say about it than its sentence.
    """
    try:
        result = run(command, me, key=key, **order)
    except Refusal as refusal:
        (refused or show_refusal)(refusal)
        return None
    if done is not None:
        st.session_state[_DONE] = done
    return result


def show_refusal(refusal: Refusal) -> None:
    """The sentence of a refusal, and one more for each field that it names."""
    keys = list(dict.fromkeys(refusal.fields.values())) if isinstance(refusal, Invalid) else []
    lines = [refusal.sentence(language()), *(Refusal(key, **refusal.params).sentence(language()) for key in keys)]
    st.error("\n\n".join(label(line) for line in lines), icon=":material/block:")


def say_done() -> None:
    """Tell what the run before has done; called once near the top of a page with forms."""
    if done := st.session_state.pop(_DONE, None):
        st.toast(done, icon=":material/check:")


def form_key(form: str, *of: object) -> str:
    """The idempotency key of an opened form: a second click on its button cannot do it twice.

    `of` is what the form was opened on, such as a record's id and version: another version is another form.
    """
    name = f"{_KEY}{form}:{':'.join(map(str, of))}"
    return str(st.session_state.setdefault(name, secrets.token_urlsafe(24)))
