"""Letters to customers about who serves them now, from the texts of config.toml: a page each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from components.papers.paper import Paper
from components.words import day
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
            paper.turn()
        paper.name(config().company.name[spoken], "")
        paper.heading(subject)
        paper.gap(4)
        paper.text(written(letter, one, on, spoken), size=11)
    return paper.made()


def written(letter: Letter, to: Addressed, on: date, spoken: str) -> str:
    """One letter's text with its places filled in."""
    places = {
        "company": config().company.name[spoken],
        "customer": _one_line(to.customer),
        "day": day(on, spoken),
        "leaver": _one_line(to.leaver),
        "mail": _one_line(to.mail or "–"),
        "policies": "\n".join(_one_line(line) for line in to.policies) or "–",
        "successor": _one_line(to.successor),
    }
    return letter.text[spoken].strip().format_map(places)


def _one_line(text: str) -> str:
    return " ".join(text.split())
