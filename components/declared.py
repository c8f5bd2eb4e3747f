"""Codes that config.toml and the products declare, by their names: sources, regions, lines, rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from components.stages import in_language
from components.words import language, plain, words
from db.access import Actor
from db.config import config
from db.errors import Refusal
from db.imports.profiles import shipped_profiles
from db.metrics import CODES
from db.queries.choices import choices
from db.queries.import_profiles import profile_named
from db.session import reading


def source_name(code: str | None) -> str:
    """A source as config.toml calls it; what was typed before there were codes stands for itself."""
    named = {one.code: one.name for one in config().leads.sources}
    return named[code][language()] if code in named else code or ""


def region_name(code: str | None) -> str:
    """A region by its name, likewise."""
    named = {one.code: one.name for one in config().customers.regions}
    if code in named:
        return named[code][language()]
    return in_language(*CODES["region", code]) if code and ("region", code) in CODES else code or ""


def lane_name(code: str) -> str:
    """A department of projects by its name; one that is no longer declared by its code."""
    lane = config().projects.lane(code)
    return lane.name[language()] if lane else code


def milestone_name(row: Any) -> str:
    """A declared milestone by its name, any other as it was written; `row` has its `code` and `name`."""
    plan = config().projects.milestone(row.code)
    return plan.name[language()] if plan else str(row.name)


def way_name(code: str) -> str:
    """The rule that gave a lead to somebody, or the kind of contact."""
    if f"lead_way.{code}" in words():
        return plain(f"lead_way.{code}")
    return plain(f"activity_kind.{code}") if f"activity_kind.{code}" in words() else code


def reason_name(reason: str | None) -> str:
    """Why something was booked: what Baoke itself noted, such as an import's profile and day, in words."""
    first, _, rest = (reason or "").partition(" ")
    if f"noted_reason.{reason}" in words():
        return plain(f"noted_reason.{reason}")
    if first in shipped_profiles():
        return f"{profile_name(first)} {rest}"
    return reason or ""


def profile_name(code: str) -> str:
    """A way of reading files by its name; one that is no longer there by its code."""
    try:
        profile = profile_named(code)
    except Refusal:
        return code
    return in_language(profile.zh, profile.en)


def sources(current: str | None = None) -> list[str]:
    """The sources a form offers: those declared, and what stands there now."""
    return _with(current, (one.code for one in config().leads.sources))


def regions(there: Iterable[str], current: str | None = None) -> list[str]:
    """The regions a form offers: those declared, those of the book, and what stands there now."""
    return _with(current, [*(one.code for one in config().customers.regions), *there])


def _with(current: str | None, offered: Iterable[str]) -> list[str]:
    return [code for code in dict.fromkeys([*offered, current or ""]) if code]


def line_names(me: Actor) -> Mapping[str, str]:
    """Every line that is sold, by its code."""
    with reading(me) as session:
        found = choices(session, me, "line")
    return {one.code: in_language(one.zh, one.en) for one in found}
