"""Search everywhere: one field, what it finds by kind, and while it is empty what somebody keeps at hand."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.address import choose, said, say
from components.declared import region_name, source_name
from components.listing import nothing
from components.navigation import opens_here, page_at
from components.record_link import record_link
from components.typed import handle_of, typing
from components.words import label, plain, t
from db.access import Actor
from db.queries.found_records import FEW, MOST_SHOWN, Hit, Hits, found_records
from db.queries.kept_records import kept_records
from db.session import reading

ICONS = {
    "customers": ":material/person:",
    "contacts": ":material/contact_phone:",
    "policies": ":material/description:",
    "opportunities": ":material/trending_up:",
    "leads": ":material/person_search:",
    "activities": ":material/event_note:",
    "claims": ":material/car_crash:",
    "people": ":material/badge:",
    "units": ":material/account_tree:",
    "customer": ":material/person:",
    "policy": ":material/description:",
    "opportunity": ":material/trending_up:",
}


def search_page(me: Actor) -> None:
    """The whole page."""
    typed = typing("search.q", "q", t("search.everywhere"), clears="only")
    st.caption(t("search.hint"))
    if not typed:
        _kept(me)
        return
    only = said("only")
    with reading(me) as session:
        found = found_records(session, me, typed, only=only, few=MOST_SHOWN if only else FEW)
    if only:
        choose("only", t("form.choose"), ["", only], _kind, segments=True)
    if not found:
        nothing(t("search.none"), ":material/search_off:")
    for kind, hits in found.items():
        _hits(me, kind, hits, typed, whole=not only)


def _kind(code: str) -> str:
    return plain(f"search_kind.{code}") if code else plain("search.all_kinds")


def _hits(me: Actor, kind: str, hits: Hits, typed: str, *, whole: bool) -> None:
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.markdown(ICONS[kind], width="content")
            st.markdown(f"**{t('search.found', kind=_kind(kind), rows=_count(hits))}**", width="content")
        _rows(me, hits.rows, "")
        if hits.more and whole:
            _more(me, kind, typed)


def _count(hits: Hits) -> str:
    return f"{len(hits.rows)}+" if hits.more else str(len(hits.rows))


def _more(me: Actor, kind: str, typed: str) -> None:
    """The rest: of customers in their own list, with its filters; of other kinds here."""
    if kind == "customers" and opens_here(me, "customers") and (file := page_at("customers")) is not None:
        asked = {"find": handle_of(typed)}
        st.page_link(file, label=t("search.more"), icon=":material/expand_more:", query_params=asked)
        return
    st.button(
        t("search.more"),
        key=f"search.more.{kind}",
        type="tertiary",
        icon=":material/expand_more:",
        on_click=say,
        kwargs={"only": kind},
    )


def _rows(me: Actor, rows: Sequence[Hit], icon: str) -> None:
    for hit in rows:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if hit.page and hit.page_id is not None:
                record_link(me, hit.page, hit.page_id, hit.name, icon or None)
            else:
                st.text(hit.name, width="content")
            found = plain(f"found_by.{hit.by}") if hit.by else ""
            about = filter(None, (*hit.about, region_name(hit.region), source_name(hit.source), found))
            if told := " · ".join(about):
                st.caption(label(told), width="content")


def _kept(me: Actor) -> None:
    with reading(me) as session:
        kept = kept_records(session, me)
    if not kept.pinned and not kept.recent:
        nothing(t("search.nothing_kept"), ":material/history:")
    for title, hits in (("pinned", kept.pinned), ("recent", kept.recent)):
        if hits:
            with st.container(border=True, gap="xsmall"):
                st.markdown(f"**{t(f'search.{title}')}**")
                for hit in hits:
                    _rows(me, [hit], ICONS[hit.page])
