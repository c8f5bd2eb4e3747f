"""What config.toml says of the time after a handover: whom the law has told, by when, and the letters that tell it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from db.config_part import Bilingual, Code, Coded, Days, Part

PLACES = ("address", "company", "customer", "day", "hotline", "leaver", "mail", "policies", "successor")
"""What a letter may name in curly brackets."""


class Letter(Coded):
    """A letter to a customer: its subject, and a text with places that are filled in; a line with an empty one goes."""

    code: Code
    subject: Bilingual
    text: Bilingual


class FollowUp(Part):
    """Within how many days customers are to be told, which of their policies the law means, and the letters."""

    notify_days: Days = 30
    lines: tuple[str, ...] = ()
    over_years: Annotated[int, Field(ge=0, le=100)] = 1
    contact_days: Days = 7
    most_pages: Annotated[int, Field(ge=1, le=1_000)] = 100
    letters: tuple[Letter, ...] = ()

    def letter(self, code: str) -> Letter | None:
        """The letter of that code."""
        return next((letter for letter in self.letters if letter.code == code), None)
