"""Letters to customers about who serves them now, from the texts of config.toml: each a paper of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from string import Formatter

from components.papers.paper import Paper
from components.words import day, plain
from db.config import config
from db.config_follow_up import Letter


@dataclass(frozen=True)
class Addressed:
    """Whom one letter goes to, and what stands in its places; `policies` are lines of text."""

    customer: str
    leaver: str
    successor: str
    mail: str | None
    policies: Sequence[str]


def letters(letter: Letter, to: Sequence[Addressed], on: date, spoken: str) -> bytes:
    """The letters as one PDF; a letter to a customer bears no stamp of who had it made."""
    subject = letter.subject[spoken]
    paper = Paper(subject, "", spoken)
    for number, one in enumerate(to):
        if number:
            paper.turn(another=True)
        paper.name(config().company.name[spoken], "")
        paper.heading(subject)
        paper.gap(4)
        paper.text(written(letter, one, on, spoken), size=11)
    return paper.made()


def written(letter: Letter, to: Addressed, on: date, spoken: str) -> str:
    """One letter's text with its places filled in; a line that names a place with nothing in it is left out."""
    company = config().company
    places = {
        "address": company.address[spoken],
        "company": company.name[spoken],
        "customer": _one_line(to.customer),
        "day": day(on, spoken),
        "hotline": company.hotline,
        "leaver": _one_line(to.leaver),
        "mail": _one_line(to.mail or ""),
        "policies": "\n".join(_one_line(line) for line in to.policies) or plain("handovers.no_policies_now", spoken),
        "successor": _one_line(to.successor),
    }
    lines = letter.text[spoken].strip().split("\n")
    return "\n".join(line.format_map(places) for line in lines if all(places[name] for name in _named(line)))


def _named(line: str) -> list[str]:
    return [name for _before, name, _form, _as in Formatter().parse(line) if name]


def _one_line(text: str) -> str:
    return " ".join(text.split())
