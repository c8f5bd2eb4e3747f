"""A customer's cover along time, line by line with its gaps and claims, and its money by year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from components.charts.lanes import Dot, Lanes, Span, lanes
from components.charts.look import CONFIG
from components.columns import product
from components.listing import Column, nothing, picking, table, yuan
from components.record_link import record_link
from components.stages import in_language
from components.words import day, money, plain, t
from db.access import Actor
from db.periods import today
from db.queries.claims import ClaimRow
from db.queries.customer_money import money_by_year
from db.queries.customer_record import CustomerRecord
from db.queries.policies import PolicyRow
from db.rules.gaps import Gap, gaps
from db.session import reading


@dataclass(frozen=True)
class Stretch:
    """A term or a gap in the list; a gap has no policy, and the negative of its place for an id."""

    id: int
    line: str
    since: date
    until: date
    what: str
    premium: int | None


def cover_and_money(me: Actor, record: CustomerRecord) -> None:
    """The picture, the same as a list, and the years."""
    by_line = _by_line(record.policies or [])
    if not by_line:
        nothing(t("timeline.no_cover"), ":material/description:")
        return
    without = {line: gaps(((row.inception, row.cover_end) for row in rows), today()) for line, rows in by_line.items()}
    drawn = lanes(_lanes(by_line, without, record.claims or []))
    st.plotly_chart(drawn, key=f"chain.{record.who.id}", config=CONFIG)
    _listed(me, record.who.id, by_line, without)
    _years(me, record.who.id)


def _by_line(rows: list[PolicyRow]) -> dict[str, list[PolicyRow]]:
    found: dict[str, list[PolicyRow]] = {}
    for row in rows:
        found.setdefault(row.line, []).append(row)
    return found


def _name(rows: list[PolicyRow]) -> str:
    return in_language(rows[0].line_zh, rows[0].line_en)


def _lanes(by_line: dict[str, list[PolicyRow]], without: dict[str, list[Gap]], claims: list[ClaimRow]) -> Lanes:
    place = {line: at for at, line in enumerate(by_line)}
    lane_of = {row.id: place[line] for line, rows in by_line.items() for row in rows}
    covered = [row for rows in by_line.values() for row in rows if row.cover_end > row.inception]
    terms = [Span(lane_of[row.id], row.inception, row.cover_end, _term(row)) for row in covered]
    bare = [Span(place[line], gap.since, gap.until, _gap(gap)) for line, found in without.items() for gap in found]
    dots = [
        Dot(lane_of[claim.policy_id], claim.loss_on, f"{claim.number} · {day(claim.loss_on)} · {money(claim.estimate)}")
        for claim in claims
        if claim.policy_id in lane_of
    ]
    named = (plain("timeline.covered"), plain("timeline.gaps"), plain("timeline.claims"))
    return Lanes(
        [_name(rows) for rows in by_line.values()], (named[0], terms), (named[1], bare), (named[2], dots), today()
    )


def _term(row: PolicyRow) -> str:
    return f"{product(row)} {row.number} · {day(row.inception)} – {day(row.cover_end)} · {money(row.premium)}"


def _gap(gap: Gap) -> str:
    return plain("timeline.gap_open" if gap.open else "timeline.gap", days=gap.days)


def _listed(me: Actor, customer_id: int, by_line: dict[str, list[PolicyRow]], without: dict[str, list[Gap]]) -> None:
    rows: list[Stretch] = []
    for line, terms in by_line.items():
        name = _name(terms)
        mine = [Stretch(row.id, name, row.inception, row.cover_end, row.number, row.premium) for row in terms]
        mine += [
            Stretch(-len(rows) - at, name, gap.since, gap.until, _gap(gap), None)
            for at, gap in enumerate(without[line], 1)
        ]
        rows += sorted(mine, key=lambda stretch: stretch.since, reverse=True)
    columns = [
        Column(plain("timeline.line"), lambda row: row.line, width=90),
        Column(plain("timeline.what"), lambda row: row.what, width=150),
        Column(plain("timeline.since"), lambda row: row.since, "day"),
        Column(plain("timeline.until"), lambda row: row.until, "day"),
        Column(plain("timeline.amount"), lambda row: yuan(row.premium), "yuan"),
    ]
    above = st.container()
    picked = picking(f"chain.list.{customer_id}", rows, columns, most=12)
    row = next((each for each in rows if each.id == picked and each.id > 0), None)
    if row is not None:
        with above:
            record_link(me, "policy", row.id, f"{row.line} {row.what}", ":material/arrow_forward:")


def _years(me: Actor, customer_id: int) -> None:
    with reading(me) as session:
        years = money_by_year(session, me, customer_id)
    if not years:
        return
    st.markdown(f"**{t('timeline.by_year')}**")
    known = [name for name in ("premium_in", "paid_out", "costs", "rest") if getattr(years[0], name) is not None]
    columns = [Column(plain("timeline.year"), lambda row: str(row.year), width=60)]
    columns += [_amount(name) for name in known]
    table(f"chain.years.{customer_id}", years, columns)


def _amount(name: str) -> Column:
    return Column(plain(f"timeline.{name}"), lambda row: yuan(getattr(row, name)), "yuan")
