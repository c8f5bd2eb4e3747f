"""Figures and dimensions by their names in the reader's language."""

from __future__ import annotations

from components.words import language
from db.metrics import DIMENSIONS, METRICS


def name_of(metric: str) -> str:
    """A metric's name in the reader's language."""
    known = METRICS[metric]
    return known.zh if language() == "zh" else known.en


def formula_of(metric: str) -> str:
    """How a metric is worked out, in words."""
    known = METRICS[metric]
    return known.formula_zh if language() == "zh" else known.formula_en


def dimension_name(dimension: str) -> str:
    """A dimension's name in the reader's language."""
    known = DIMENSIONS[dimension]
    return known.zh if language() == "zh" else known.en
