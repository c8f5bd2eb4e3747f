"""The small menu of a tile: how the figure is worked out, and what is seen as CSV or XLSX."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from components import period as periods
from components.exports import Stamp, as_csv, as_xlsx
from components.gather import Drawing
from components.handing_out import made_for
from components.naming import formula_of, name_of
from components.sheets import sheet_of
from components.taking import Wanted, offered
from components.words import language, plain, speaking, t
from db.access import Actor
from db.commands.export_rows import export_rows
from db.periods import now, zone
from db.rights import may
from db.run import run

Sheet = tuple[list[str], list[list[Any]]]
WRITERS = {"csv": as_csv, "xlsx": as_xlsx}


def tile_menu(actor: Actor, shown: Drawing, tile: int) -> None:
    """Behind three dots: the formulas, the period, and two files of what is seen."""
    opened = st.popover(":material/more_horiz:", type="tertiary", key=f"menu.{tile}", on_change="rerun")
    if not opened.open:
        return
    with opened:
        for name in shown.chart.names:
            st.markdown(t("view.formula", name=name_of(name), formula=formula_of(name)))
        st.caption(t("view.period_of", period=periods.title_of(shown.period)))
        names = [name_of(name) for name in shown.chart.names]
        about = about_rows(shown.chart.names, periods.title_of(shown.period), shown.where)
        title, lines = plain("view.and").join(names), len(sheet_of(shown)[1])
        # Tiles of several pages are numbered alike: what is drawn tells them apart.
        drawn = (shown.chart, shown.period, sorted(shown.where.items()))
        downloads(actor, f"tile.{tile}", title, about, lambda: sheet_of(shown), rows=lines, asked=drawn, menu=False)


def about_rows(metrics: tuple[str, ...], period: str, where: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a file says about itself: figures with formulas, period, filters."""
    lines = [(name_of(name), formula_of(name)) for name in metrics]
    return [*lines, (plain("period.which"), period), *where.items()]


def downloads(
    actor: Actor,
    key: str,
    title: str,
    about: list[tuple[str, str]],
    sheet: Callable[[], Sheet],
    *,
    rows: int | None = None,
    asked: object = None,
    menu: bool = True,
) -> None:
    """Two buttons; the file is made at the click, after the audit has noted it.

    Of more `rows` than the actor takes without leave it is asked for first; `asked` is all that narrows them, the
    address where it is not said. `menu` is off inside another. Who only sees as somebody takes nothing away.
    """
    if actor.seen_by is not None or not may(actor, "export_rows"):
        return
    narrowed = [f"{name}={value}" for name, value in about if name not in (plain("lists.rows"), plain("narrowed.sort"))]
    wanted = Wanted(key[:40], asked, title, "; ".join(narrowed)[:500], rows)
    if not offered(actor, wanted, menu=menu):
        return
    with st.container(horizontal=True, gap="small", width="content", wrap=False):
        for kind in WRITERS:
            st.download_button(
                kind.upper(),
                data=made_for(
                    actor, partial(written_file, actor, kind, title, about, sheet, language(), wanted.question)
                ),
                file_name=f"baoke-{key.replace('.', '-')}.{kind}",
                mime="text/csv" if kind == "csv" else None,
                key=f"{key}.{kind}",
                icon=":material/download:",
                on_click="ignore",
            )


def written_file(
    actor: Actor,
    kind: str,
    title: str,
    about: list[tuple[str, str]],
    sheet: Callable[[], Sheet],
    spoken: str,
    question: str = "",
) -> bytes:
    """The file itself, in the language of who reads it, stamped with who and when."""
    # It is made in a thread of its own, which knows no browser session and so no language.
    with speaking(spoken):
        columns, rows = sheet()
    where = "; ".join(f"{name}={value}" for name, value in about)[:500]
    run(export_rows, actor, what=title, where=where, rows=len(rows), file=kind, question=question)
    at = f"{now().astimezone(zone()):%Y-%m-%d %H:%M}"
    stamp = Stamp(f"{actor.name} ({actor.login})", at, title, plain("view.exported", spoken), about)
    return WRITERS[kind](columns, rows, stamp)
