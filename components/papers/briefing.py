"""A successor's briefing pack: a page for each customer, the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from components.handover.brief import Brief
from components.listing import Column
from components.papers.look import Head
from components.papers.paper import Paper
from components.papers.when import dated
from components.words import money, plain

SHARES = {"yuan": 1.1, "day": 1.1, "count": 0.7, "flag": 0.6}


def briefing(title: str, briefs: Sequence[Brief], spoken: str, stamp: str) -> bytes:
    """The pack as a PDF."""
    paper = Paper(title, stamp, spoken)
    for number, brief in enumerate(briefs):
        if number:
            paper.turn()
        _page(paper, brief)
    return paper.made()


def _page(paper: Paper, brief: Brief) -> None:
    paper.name(brief.name, brief.under)
    for name, text in brief.matters:
        paper.heading(name)
        paper.text(text)
    paper.gap(3)
    paper.facts(brief.facts, across=4)
    for section in brief.sections:
        paper.heading(section.title)
        rows = [[written(column, row) for column in section.columns] for row in section.rows]
        paper.table([_head(column) for column in section.columns], rows)
        if section.more:
            paper.text(plain("handovers.more", rows=section.more), grey=True, size=8.5)


def _head(column: Column) -> Head:
    return Head(column.title, SHARES.get(column.kind, (column.width or 100) / 80), column.kind in ("yuan", "count"))


def written(column: Column, row: object) -> str:
    """A cell as paper has it."""
    cell = column.cell(row)
    if cell is None:
        return "–"
    if column.kind == "yuan":
        return money(int(Decimal(str(cell)) * 100))
    if isinstance(cell, date):
        return dated(cell)
    return str(cell)
