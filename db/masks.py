"""Columns that show no customer to who looks at the application as somebody else: masked as they are read.

It stands below every query: what is selected of such a column, by whatever expression, comes back masked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

STARS = "***"

_masking: ContextVar[bool] = ContextVar("masking", default=False)


class Masked(TypeDecorator[str]):
    """Text whose first `kept` characters alone are read while masks are on."""

    impl: TypeEngine[Any] | type[TypeEngine[Any]] = sa.String
    cache_ok = True

    def __init__(self, of: TypeEngine[str], kept: int) -> None:
        super().__init__()
        self.impl = self.of = of
        self.kept = kept

    def result_processor(self, dialect: Dialect, coltype: Any) -> Callable[[Any], Any]:  # noqa: ARG002 - SQLAlchemy names them
        """Written out, since it is called for each value of each row."""
        kept, on = self.kept, _masking.get

        def shown(value: Any) -> Any:
            return f"{value[:kept]}{STARS}" if value and on() else value

        return shown


NAMING = Masked(sa.String(), 0)
"""The type to cast to where names or words of several tables stand in one column, which else forgets what it holds."""


@contextmanager
def masking(*, on: bool) -> Iterator[None]:
    """Whether masks are on for what is read within."""
    token = _masking.set(on)
    try:
        yield
    finally:
        _masking.reset(token)
