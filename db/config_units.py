"""Which rules of config.toml name a unit by its code, so that they are put right when the unit ends."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from db.config import config


def rules_naming(codes: Collection[str]) -> list[str]:
    """Each place that names one of these units, as `leads.territories[1].unit = "D3T1"`."""
    return [f'{place} = "{code}"' for place, code in _named(config().model_dump(), "") if code in codes]


def _named(part: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(part, dict):
        for name, inner in part.items():
            here = f"{place}.{name}" if place else str(name)
            if name == "unit" and isinstance(inner, str):
                yield here, inner
            yield from _named(inner, here)
    elif isinstance(part, (list, tuple)):
        for number, inner in enumerate(part):
            yield from _named(inner, f"{place}[{number}]")
