"""The certificate of a handover: who gave what to whom, what was checked, who signed, its hash, and the list itself."""

from __future__ import annotations

from components.handover.checks import check_name, side, table_name, verdict
from components.papers.annex import annex_pages, known
from components.papers.look import Head
from components.papers.paper import Paper
from components.papers.when import dated, instant
from components.words import count, day, money, plain
from db.config import config
from db.queries.certificates import Certificate
from db.queries.handover_annex import Annex

Step = tuple[str, str, str]


def certificate_paper(found: Certificate, annex: Annex, spoken: str, stamp: str) -> bytes:
    """The certificate as a PDF, with all customers in the annex."""
    paper = Paper(plain("handovers.paper_title"), stamp, spoken)
    under = f"{config().company.name[spoken]} · {plain('handovers.number')} {found.handover_id}"
    paper.name(plain("handovers.paper_title"), under)
    if found.undone_at is not None:
        paper.text(plain("handovers.paper_undone", at=instant(found.undone_at), reason=found.undone_reason))
    paper.facts(_facts(found), across=4)
    _successors(paper, found)
    _checks(paper, found)
    paper.heading(plain("handovers.digest"))
    paper.text(found.digest or "–", size=8.5)
    _signed(paper, found)
    annex_pages(paper, found, annex)
    return paper.made()


def _facts(found: Certificate) -> list[tuple[str, str]]:
    return [
        (plain("handovers.leaver"), found.leaver),
        (plain("handovers.unit"), found.unit),
        (plain("handovers.reason"), plain(f"handover_reason.{found.reason}")),
        (plain("handovers.last_day"), day(found.last_day)),
        (plain("handovers.effective_on"), day(found.effective_on)),
        (plain("handovers.customers"), count(sum(one.customers for one in found.successors))),
        (plain("handovers.items"), count(sum(found.items.values()))),
        (plain("handovers.premium"), money(sum(one.premium for one in found.successors))),
    ]


def _successors(paper: Paper, found: Certificate) -> None:
    paper.heading(plain("handovers.totals"))
    numbers = {"customers": 1.05, "policies": 1.0, "premium": 1.5, "overdue_yuan": 1.4, "items": 0.9}
    heads = [
        Head(plain("handovers.successor"), 1.6),
        *(Head(plain(f"handovers.{name}"), share, number=True) for name, share in numbers.items()),
        Head(plain("handovers.signed"), 1.7),
    ]
    rows = [
        [
            one.name, count(one.customers), known(one.policies), money(one.premium), money(one.overdue),
            count(one.items), instant(one.signed_at),
        ]
        for one in found.successors
    ]  # fmt: skip
    paper.table(heads, rows)
    named = (f"{table_name(name)} {count(number)}" for name, number in found.items.items() if number)
    paper.gap(1.5)
    paper.text(plain("handovers.by_kind", kinds=" · ".join(named)), grey=True, size=8.5)


def _checks(paper: Paper, found: Certificate) -> None:
    paper.heading(plain("handovers.checks"))
    paper.text(plain("handovers.paper_told"), grey=True, size=8.5)
    paper.gap(1)
    heads = [
        Head(plain("handovers.check"), 2.8),
        Head(plain("handovers.before"), 1.3, number=True),
        Head(plain("handovers.after"), 1.3, number=True),
        Head(plain("handovers.holds"), 0.9),
    ]
    rows = [[check_name(one), side(one, one.before), side(one, one.after), verdict(one)] for one in found.checks]
    paper.table(heads, rows)


def steps_taken(found: Certificate) -> list[Step]:
    """Who began, signed, approved, carried out and undid it: what, who, when; reasons stand beside the name."""
    begun = (plain("handovers.opened_by"), found.opened_by or plain("role.system"), dated(found.opened_on))
    takers = [(plain("handovers.taker_signed"), one.name, instant(one.signed_at)) for one in found.signed]
    return [begun, *_giver(found), *takers, *_led(found)]


def _giver(found: Certificate) -> list[Step]:
    if not found.giver_signed_at:
        return []
    giver = found.giver_signed_by or plain("role.system")
    if found.giver_reason:
        giver = plain("handovers.signed_for", by=giver, reason=found.giver_reason)
    return [(plain("handovers.giver_signed"), giver, instant(found.giver_signed_at))]


def _led(found: Certificate) -> list[Step]:
    steps = [
        (plain("handovers.approved_by"), found.approved_by or "", instant(found.approved_at)),
        (plain("handovers.done_by"), found.done_by or plain("role.system"), instant(found.done_at)),
        (plain("handovers.undone_by"), found.undone_by or plain("role.system"), instant(found.undone_at)),
    ]
    happened = (found.approved_at, found.done_at, found.undone_at)
    return [step for step, at in zip(steps, happened, strict=True) if at]


def _signed(paper: Paper, found: Certificate) -> None:
    """The steps and the lines to sign on, on one page."""
    before = len(paper.parts)
    paper.heading(plain("handovers.taken"))
    heads = [Head(plain("handovers.what"), 1), Head(plain("handovers.who"), 2), Head(plain("handovers.when"), 1.2)]
    paper.table(heads, steps_taken(found))
    giver = (plain("handovers.giver"), found.leaver)
    takers = [(plain("handovers.taker"), one.name) for one in found.successors]
    paper.signatures([giver, *takers])
    paper.keep(before)
