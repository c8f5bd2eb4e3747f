"""The columns of a handover's lines: the name, beside it what the list is ordered by, and the rest."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from components.listing import Column, yuan
from components.words import plain
from db.models.handovers import HandoverState
from db.queries.handover_lines import LineRow
from db.queries.handovers import HandoverRow
from db.rules.completeness import Score

MOVED = (HandoverState.DONE, HandoverState.CLOSED)
Scores = Mapping[int, Score]
"""How complete the record of each customer is now."""


def line_columns(row: HandoverRow, *, scored: bool = True, by: str = "", now: Scores | None = None) -> list[Column]:
    """The lines as a table has them; without completeness where it was not worked out, nor what is missing now.

    `by` is the order: on a phone no more than two columns stand in view.
    """
    moved = row.state in MOVED
    left_out = {*(() if moved else ("contact",)), *(() if scored else ("score",)), *(() if now else ("missing",))}
    columns = {name: column for name, column in _columns(now or {}).items() if name not in left_out}
    first = ["name", *(["contact"] if moved else []), by, *(["missing"] if by == "score" else [])]
    return [columns[name] for name in dict.fromkeys([*first, *columns]) if name in columns]


def _columns(now: Scores) -> dict[str, Column]:
    return {
        "name": Column(plain("handovers.customer"), lambda line: line.customer or plain("rows.hidden"), width=150),
        "contact": Column(plain("handovers.first_contact"), lambda line: line.first_contact_on, "day", 110),
        "successor": Column(
            plain("handovers.successor"), lambda line: line.successor or plain("handovers.nobody_yet"), width=90
        ),
        "premium": Column(plain("handovers.premium"), lambda line: yuan(line.premium), "yuan", 165),
        "next_expiry": Column(plain("handovers.next_expiry"), lambda line: line.next_expiry, "day", 110),
        "overdue": Column(plain("handovers.overdue_yuan"), lambda line: yuan(line.overdue), "yuan", 120),
        "receivable": Column(plain("handovers.receivable_yuan"), lambda line: yuan(line.receivable), "yuan", 130),
        "score": Column(plain("handovers.score"), lambda line: line.score, "count", 100),
        "missing": Column(plain("handovers.missing"), partial(_missing, now), width=220),
        "how": Column(plain("handovers.how"), _how, width=80),
        "note": Column(plain("handovers.note"), lambda line: line.note, width=200),
    }


def _missing(now: Scores, line: LineRow) -> str:
    """The parts that lack something, the ones that bring most first."""
    score = now.get(line.customer_id)
    if score is None:
        return ""
    named = [plain(f"completeness_part.{part.part}") for part in score.gaps]
    return plain("handovers.and").join(named) or plain("handovers.nothing_missing")


def _how(line: LineRow) -> str:
    if line.successor_id is None:
        return ""
    return plain("handovers.by_rule") if line.by_rule else plain("handovers.by_hand")
