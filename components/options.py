"""Choices whose names tell them apart: a widget knows an option by its name, and two of one name are one to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any


def told_apart(
    codes: Iterable[Any], shown: Callable[[Any], str], by: Callable[[Any], object] = lambda code: code
) -> Callable[[Any], str]:
    """How each option is called: a name that several have is followed by what tells them apart, their code at least."""
    names = {code: shown(code) for code in codes}
    often = Counter(names.values())
    apart = {code: f"{name} · {by(code)}" for code, name in names.items() if often[name] > 1}
    return lambda code: apart.get(code) or names.get(code) or shown(code)
