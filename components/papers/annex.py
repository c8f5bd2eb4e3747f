"""The annex of a certificate: each customer that moved, in the order of the list, and the sums by successor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from components.papers.look import Head
from components.papers.paper import Paper
from components.words import count, money, plain
from db.queries.certificates import Certificate
from db.queries.handover_annex import Annex, AnnexRow


def annex_pages(paper: Paper, found: Certificate, annex: Annex) -> None:
    """From a page of its own on: what the list is, the list, and its sums, which are those of the certificate."""
    paper.turn()
    paper.name(plain("handovers.annex"), plain("handovers.annex_of", number=found.handover_id, leaver=found.leaver))
    paper.text(_told(found, annex), grey=True, size=8.5)
    paper.gap(2)
    paper.roll(_heads(), [_row(found, at, one) for at, one in enumerate(annex.rows, start=1)])
    paper.heading(plain("handovers.annex_sums"))
    paper.table(_sum_heads(), [*_sums(annex.rows), _sum(plain("handovers.all_of_it"), annex.rows)])


def _told(found: Certificate, annex: Annex) -> str:
    """What the list is, and what a reader has to know of it before trusting it."""
    listed = sum(one.customers for one in found.successors)
    said = [plain("handovers.annex_told" if annex.sealed else "handovers.annex_unsealed")]
    if len(annex.rows) < listed:
        said.append(plain("handovers.annex_part", rows=len(annex.rows), all=listed))
    if not annex.intact:
        said.append(plain("handovers.annex_changed"))
    return "\n".join(said)


def _heads() -> list[Head]:
    return [
        Head(plain("handovers.annex_row"), 0.55, number=True),
        Head(plain("handovers.customer_number"), 1.35),
        Head(plain("handovers.customer"), 3.2),
        Head(plain("handovers.leaver"), 1.1),
        Head(plain("handovers.successor"), 1.1),
        Head(plain("handovers.policies"), 0.85, number=True),
        Head(plain("handovers.premium"), 1.6, number=True),
        Head(plain("handovers.overdue_yuan"), 1.4, number=True),
    ]


def _row(found: Certificate, at: int, one: AnnexRow) -> list[str]:
    who = [one.number or "–", one.name or plain("handovers.out_of_sight")]
    moved = [found.leaver, one.successor or "–"]
    return [str(at), *who, *moved, known(one.policies), money(one.premium), money(one.overdue)]


def _sum_heads() -> list[Head]:
    numbers = {"customers": 1.05, "policies": 1.0, "premium": 1.6, "overdue_yuan": 1.4}
    named = [Head(plain(f"handovers.{name}"), share, number=True) for name, share in numbers.items()]
    return [Head(plain("handovers.successor"), 2), *named]


def _sums(rows: Sequence[AnnexRow]) -> list[list[str]]:
    """By successor, in the order in which they first stand in the list."""
    names = {one.successor_id: one.successor or "–" for one in rows}
    return [_sum(name, [one for one in rows if one.successor_id == number]) for number, name in names.items()]


def _sum(name: str, rows: Sequence[AnnexRow]) -> list[str]:
    policies = _added(one.policies for one in rows)
    amounts = [money(sum(getattr(one, kind) for one in rows)) for kind in ("premium", "overdue")]
    return [name, count(len(rows)), known(policies), *amounts]


def _added(numbers: Iterable[int | None]) -> int | None:
    """A sum; none where one of them was not noted."""
    noted = list(numbers)
    return None if None in noted else sum(number or 0 for number in noted)


def known(number: int | None) -> str:
    """A number, or that it was not noted."""
    return "–" if number is None else count(number)
