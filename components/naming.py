"""Figures and dimensions by their names in the reader's language."""

from __future__ import annotations

from components.words import language
from db.metrics import CODES, DIMENSIONS, METRICS


def name_of(metric: str) -> str:
    """A metric's name in the reader's language."""
    known = METRICS[metric]
    return known.zh if language() == "zh" else known.en


def formula_of(metric: str) -> str:
    """How a metric is worked out, in words."""
    known = METRICS[metric]
    return known.formula_zh if language() == "zh" else known.formula_en


def code_name(dimension: str, code: str | None) -> str:
    """What a code of a dimension is called; one without a name stands for itself."""
    both = CODES.get((dimension, code or ""))
    return (code or "") if both is None else both[0 if language() == "zh" else 1]


def dimension_name(dimension: str) -> str:
    """A dimension's name in the reader's language."""
    known = DIMENSIONS[dimension]
    return known.zh if language() == "zh" else known.en
