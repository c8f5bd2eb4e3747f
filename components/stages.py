"""Stages, their evidence and other codes of sales and work, as they are read."""

from __future__ import annotations

from components.words import language, plain
from db.config import config
from db.models.sales import SaleKind


def stage_name(kind: str, code: str) -> str:
    """A stage as config.toml calls it; one that it no longer has, by its code."""
    stage = config().stages.stage(kind, code)
    return stage.name[language()] if stage else code


def any_stage_name(code: str) -> str:
    """The name of a stage of either kind of sale; a code that neither has stands for itself."""
    return next((name for kind in SaleKind if (name := stage_name(kind, code)) != code), code)


def evidence_name(evidence: str) -> str:
    """What a stage asks for: a field filled, an activity of a kind done, all its milestones settled."""
    sort, _dot, what = evidence.partition(".")
    if sort == "activity":
        return plain("sales.activity_done", kind=plain(f"activity_kind.{what}"))
    return plain(f"evidence.{what}")


def in_language(zh: str, en: str) -> str:
    """A name that the database holds in both languages."""
    return zh if language() == "zh" else en


def lost_reason_name(code: str) -> str:
    """Why a sale was lost: a declared reason by its name, anything else as it was written."""
    return next((reason.name[language()] for reason in config().rules.sales.lost if reason.code == code), code)
