"""Refusals: sentences for the person at the screen, in their language; a refusal changes nothing."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_SENTENCES = Path(__file__).with_name("sentences")


@cache
def texts_in(folder: Path) -> dict[str, dict[str, str]]:
    """Every text of a folder's TOML files by key, `area.name` → {"zh": …, "en": …}."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted(folder.glob("*.toml")):
        for area, entries in tomllib.loads(file.read_text("utf-8")).items():
            found.update({f"{area}.{name}": texts for name, texts in entries.items()})
    return found


def sentences() -> dict[str, dict[str, str]]:
    """Every refusal by key."""
    return texts_in(_SENTENCES)


class Refusal(Exception):
    """What was asked is not done, and `sentence` says why; `notes` stand beside that in the audit."""

    def __init__(self, key: str, **params: Any) -> None:
        super().__init__(key)
        self.key, self.params = key, params
        self.notes: dict[str, Any] = {}

    def sentence(self, language: str = "zh") -> str:
        """The refusal in one language; an unknown key shows itself."""
        texts = sentences().get(self.key)
        return texts[language].format_map(self.params) if texts else self.key

    def __str__(self) -> str:
        return self.sentence("en")


class Denied(Refusal):
    """The actor has no right to do or see this."""


class NamedRefusal(Refusal):
    """What is wrong with one of several things, such as a file or a column: its name, then why."""

    def __init__(self, name: str, refusal: Refusal) -> None:
        super().__init__(refusal.key, **refusal.params)
        self.name = name

    def sentence(self, language: str = "zh") -> str:
        """The refusal after the name."""
        return f"{self.name}{'：' if language == 'zh' else ': '}{super().sentence(language)}"


class Stale(Refusal):
    """Somebody else changed the record since the form was opened."""


class Busy(Refusal):
    """A long job holds the book; trying again in a moment works."""


class Unknown(Refusal):
    """A name that is not declared; `choices` are those that are."""

    def __init__(self, key: str, *, choices: list[str], **params: Any) -> None:
        super().__init__(key, choices=", ".join(choices), **params)
        self.choices = choices


class Invalid(Refusal):
    """What was typed cannot be taken; `fields` names each field and the sentence key for it."""

    def __init__(self, key: str = "core.invalid", *, fields: dict[str, str] | None = None, **params: Any) -> None:
        super().__init__(key, **params)
        self.fields = fields or {}
