"""What the reports are narrowed to, as the address has it: the kind of sale, whose, and which days."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from components.address import PERIOD, choose, filtered, said
from components.asked import Asked, as_asked
from components.charts.plot import Mark
from components.filters import filter_bar, period_picker
from components.naming import dimension_name
from components.period import title
from components.stages import in_language, stage_name
from components.words import plain, t
from db.access import Actor
from db.config import config
from db.models.sales import SaleKind
from db.periods import today
from db.pipeline import WON, Lens, days_of_sales
from db.queries.choices import choices
from db.session import reading

OF_WHOM = ("department", "team", "salesperson")
KIND = "kind"


def lens_of(me: Actor, kinds: Literal["one", "any", "none"]) -> Lens:
    """Whose pipeline, and which kind of sale: one where stages are compared, none where figures know of none."""
    kind = "" if kinds == "none" else _kind(one=kinds == "one")
    with reading(me) as session:
        offered = {name: choices(session, me, name) for name in OF_WHOM}
    filter_bar(offered)
    known = {name: {choice.code for choice in values} for name, values in offered.items()}
    where = {name: code for name, code in filtered(OF_WHOM).items() if code in known[name]}
    return Lens(kind, tuple(sorted(where.items())))


def _kind(*, one: bool) -> str:
    names = {kind.value: plain(f"sale_kind.{kind}") for kind in SaleKind if config().stages.of(kind)}
    options = [*names] if one else ["", *names]
    with st.container(width=140):
        return choose(
            KIND,
            t("form.choose"),
            options,
            lambda code: names.get(code, plain("sales.any_kind")),
            default=options[0] if one else "",
        )


def period_of_sales(me: Actor, span: str) -> Asked:
    """The days asked for, with the widgets that change them; without any the last ones in which a sale began."""
    with reading(me) as session:
        days = days_of_sales(session, me) or (today(), today())
    asked = as_asked(span, said(PERIOD), {}, None, days)
    period_picker(asked, span)
    return asked


def about(me: Actor, lens: Lens, period: str) -> list[tuple[str, str]]:
    """What a file says of itself: the period and the filters."""
    named = [(plain("period.which"), title(period))] if period else [(plain("pipeline.as_of"), today().isoformat())]
    if lens.kind:
        named.append((plain("pipeline.kind"), plain(f"sale_kind.{lens.kind}")))
    with reading(me) as session:
        for name, code in lens.where:
            known = {choice.code: in_language(choice.zh, choice.en) for choice in choices(session, me, name)}
            named.append((dimension_name(name), known.get(code, code)))
    return named


def step_name(kind: str, code: str) -> str:
    """A stage by its name; won is one of every kind."""
    return plain("outcome.won") if code == WON else stage_name(kind, code)


def step_mark(kind: str, code: str) -> Mark:
    """A stage as a mark of a chart."""
    return Mark(code, step_name(kind, code))
