"""Turns a row of text into typed values, or into the reason why not."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from db.errors import Refusal
from db.imports.cells import Unreadable, read_date, read_integer, read_moment, read_money
from db.imports.fields import Target, Term
from db.imports.layout import Fault, Layout, Row
from db.imports.sniff import fold
from db.imports.sources import PLACE, Source

MOST_CLAIMS = 999
LONGEST_TERM_DAYS = 366 * 50

Raw = Callable[[tuple[str, ...]], str]


@dataclass(slots=True)
class Values:
    """What the columns of a row hold, and what was corrected in them: column, as it stood, as it is taken."""

    found: dict[str, Any]
    corrected: list[tuple[str, str, str]]


class RowParser:
    """Declared columns fitted to those of one file; columns that are missing or doubled are refused at once."""

    def __init__(
        self, columns: Mapping[str, Source], targets: Mapping[str, Target], empty: Collection[str], layout: Layout
    ) -> None:
        self._empty = frozenset(("", *empty))
        self._at = _positions(columns, layout)
        self._columns = [
            (name, source, self._raw(source), targets[name], targets[name].required and not source.optional)
            for name, source in columns.items()
        ]

    def read(self, row: Row) -> Values | Fault:
        """The typed values of a row, or why there are none."""
        if row.fault:
            return row.fault
        values = Values({}, [])
        for name, source, raw, target, required in self._columns:
            text = raw(row.cells)
            if source.corrections and (better := source.corrections.get(text.strip())) is not None:
                values.corrected.append((_label(source), text.strip()[:60], better))
                text = better
            if text in self._empty or not text.strip():
                if required:
                    return Fault("imports.row_empty_cell", {"column": _label(source)})
                values.found[name] = None
                continue
            try:
                values.found[name] = _typed(target, source, text)
            except Unreadable as error:
                return Fault(error.key, {"column": _label(source), "value": text[:60]})
        return values

    def _raw(self, source: Source) -> Raw:
        if source.constant:
            return lambda _cells: source.constant
        if source.column:
            at = self._at[source.column]
            return lambda cells: cells[at]
        return lambda cells: PLACE.sub(lambda match: self._filled(match, cells), source.template)

    def _filled(self, match: re.Match[str], cells: tuple[str, ...]) -> str:
        return cells[self._at[match.group(1)]].strip().zfill(int(match.group(2) or 0))


def sound(term: Term) -> Term | Fault:
    """The term if its parts agree with each other."""
    if not 0 < (term.expiry - term.inception).days <= LONGEST_TERM_DAYS:
        return Fault("imports.row_term", {"inception": str(term.inception), "expiry": str(term.expiry)})
    if term.premium < 0:
        return Fault("imports.row_negative", {"column": "premium"})
    if (term.claims_cost or 0) < 0:
        return Fault("imports.row_negative", {"column": "claims_cost"})
    if not 0 <= (term.claims_count or 0) <= MOST_CLAIMS:
        return Fault("imports.row_claims", {"claims": term.claims_count or 0, "most": MOST_CLAIMS})
    if term.claims_cost and not term.claims_count:
        return Fault("imports.row_cost_alone")
    return term


def _typed(target: Target, source: Source, text: str) -> Any:
    if source.codes:
        if (code := source.codes.get(text.strip())) is None:
            raise Unreadable("imports.row_code")
        return code
    if target.holds == "date":
        return read_date(text.strip(), source.formats)
    if target.holds == "moment":
        return read_moment(text.strip(), source.formats)
    if target.holds == "money":
        return read_money(text.strip(), source.decimal, source.thousands, source.rounding)
    if target.holds == "integer":
        return read_integer(text.strip())
    if len(text) > target.length:
        raise Unreadable("imports.row_text_long")
    return text.strip()


def _label(source: Source) -> str:
    return source.column or ", ".join(source.columns)


def _positions(columns: Mapping[str, Source], layout: Layout) -> dict[str, int]:
    folded = [fold(name) for name in layout.columns]
    times = Counter(folded)
    wanted = sorted({name for source in columns.values() for name in source.columns})
    if missing := [name for name in wanted if not times[fold(name)]]:
        raise Refusal(
            "imports.missing_columns", names=", ".join(missing), found=", ".join(layout.columns[:40])[:1000] or "-"
        )
    if doubled := [name for name in wanted if times[fold(name)] > 1]:
        raise Refusal("imports.doubled_columns", names=", ".join(doubled))
    return {name: folded.index(fold(name)) for name in wanted}
