"""SQL that SQLite and PostgreSQL spell differently: months and ordinals of dates, the larger and smaller of two."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class month_of(FunctionElement[str]):  # noqa: N801 - reads as the SQL function it is
    """`2026-03` of a date."""

    type = sa.String()
    inherit_cache = True
    name = "month_of"


class ordinal_of(FunctionElement[int]):  # noqa: N801
    """`date.toordinal()` of a date."""

    type = sa.Integer()
    inherit_cache = True
    name = "ordinal_of"


class years_later(FunctionElement[date]):  # noqa: N801
    """The same day of the year so many whole years after a date; of a 29 February where there is none, 1 March."""

    type = sa.Date()
    inherit_cache = True
    name = "years_later"


class larger(FunctionElement[int]):  # noqa: N801
    """The larger of two whole numbers."""

    type = sa.BigInteger()
    inherit_cache = True
    name = "larger"


class smaller(FunctionElement[int]):  # noqa: N801
    """The smaller of two whole numbers."""

    type = sa.BigInteger()
    inherit_cache = True
    name = "smaller"


def _spell(element: type, sqlite: str, postgresql: str) -> None:
    def spelled(pattern: str) -> Any:
        def visit(node: Any, compiler: Any, **options: Any) -> str:
            each = [compiler.process(clause, **options) for clause in node.clauses]
            return pattern.format(", ".join(each), *each)

        return visit

    compiles(element, "sqlite")(spelled(sqlite))
    compiles(element, "postgresql")(spelled(postgresql))


_spell(month_of, "substr({}, 1, 7)", "to_char({}, 'YYYY-MM')")
_spell(ordinal_of, "CAST(julianday({}) - 1721424.5 AS INTEGER)", "(({}) - DATE '0001-01-01' + 1)")
# PostgreSQL takes the day before where there is no 29 February, SQLite the day after.
_AFTER = "({1} + make_interval(years => {2}))"
_SHORT = f"(CASE WHEN extract(day from {_AFTER}) < extract(day from {{1}}) THEN 1 ELSE 0 END)"
_spell(years_later, "date({1}, '+' || {2} || ' years')", f"({_AFTER}::date + {_SHORT})")
_spell(larger, "max({})", "greatest({})")
_spell(smaller, "min({})", "least({})")
