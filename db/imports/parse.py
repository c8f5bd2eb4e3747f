"""Turns a row of text into a typed term, or into the reason why not."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from db.errors import Refusal
from db.imports.cells import Unreadable, read_date, read_integer, read_money
from db.imports.fields import BOOK, Term
from db.imports.layout import Fault, Layout, Row
from db.imports.profiles import PLACE, Profile, Source
from db.imports.sniff import fold

MOST_CLAIMS = 999
LONGEST_TERM_DAYS = 366 * 50

Raw = Callable[[tuple[str, ...]], str]


class TermParser:
    """A profile fitted to the columns of one file; columns that are missing or doubled are refused at once."""

    def __init__(self, profile: Profile, layout: Layout) -> None:
        self._empty = frozenset(("", *profile.empty))
        self._at = _positions(profile, layout)
        self._columns = [
            (name, source, self._raw(source), BOOK[name].required and not source.optional)
            for name, source in profile.columns.items()
        ]

    def parse(self, row: Row) -> Term | Fault:
        """The term of a row, or why there is none."""
        if row.fault:
            return row.fault
        found: dict[str, Any] = {}
        for name, source, raw, required in self._columns:
            text = raw(row.cells)
            if text in self._empty or not text.strip():
                if required:
                    return Fault("imports.row_empty_cell", {"column": _label(source)})
                found[name] = None
                continue
            try:
                found[name] = _typed(name, source, text)
            except Unreadable as error:
                return Fault(error.key, {"column": _label(source), "value": text[:60]})
        return sound(Term(**found))

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


def _typed(name: str, source: Source, text: str) -> Any:
    target = BOOK[name]
    if source.codes:
        if (code := source.codes.get(text.strip())) is None:
            raise Unreadable("imports.row_code")
        return code
    if target.holds == "date":
        return read_date(text.strip(), source.formats)
    if target.holds == "money":
        return read_money(text.strip(), source.decimal, source.thousands, source.rounding)
    if target.holds == "integer":
        return read_integer(text.strip())
    if len(text) > target.length:
        raise Unreadable("imports.row_text_long")
    return text.strip()


def _label(source: Source) -> str:
    return source.column or ", ".join(source.columns)


def _positions(profile: Profile, layout: Layout) -> dict[str, int]:
    folded = [fold(name) for name in layout.columns]
    times = Counter(folded)
    wanted = sorted(profile.wanted)
    if missing := [name for name in wanted if not times[fold(name)]]:
        raise Refusal(
            "imports.missing_columns", names=", ".join(missing), found=", ".join(layout.columns[:40])[:1000] or "-"
        )
    if doubled := [name for name in wanted if times[fold(name)] > 1]:
        raise Refusal("imports.doubled_columns", names=", ".join(doubled))
    return {name: folded.index(fold(name)) for name in wanted}
