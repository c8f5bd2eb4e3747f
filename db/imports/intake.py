"""The files of an import as they are read: each with its layout, its rows numbered through, and what a row becomes."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from db.errors import NamedRefusal, Refusal
from db.imports.archives import Plain, unpacked
from db.imports.crm_fields import CRM
from db.imports.crm_profile import CrmProfile
from db.imports.crm_rows import crm_row
from db.imports.entries import entry
from db.imports.fields import BOOK, LEADS, PIPELINE, Target
from db.imports.folders import gathered
from db.imports.layout import FILE_LINES, Fault, Layout, Overrides, Row
from db.imports.lead_profile import LeadProfile
from db.imports.lead_rows import lead_row
from db.imports.limits import LIMITS, Limits
from db.imports.parse import RowParser, Values
from db.imports.pipeline_profile import PipelineProfile
from db.imports.profiles import AnyProfile, Profile
from db.imports.sniff import body_rows, expected_rows, fold, sniff
from db.imports.sources import Source
from db.imports.stage import staged
from db.periods import today

Becomes = Callable[[Values, Row], dict[str, Any] | Fault]


@dataclass(frozen=True)
class Piece:
    """One file of an import."""

    number: int
    plain: Plain
    layout: Layout
    parser: RowParser
    becomes: Becomes
    limits: Limits

    def rows(self) -> Iterator[Row]:
        """The rows below the header, with their number in the whole import."""
        base = self.number * FILE_LINES
        for row in body_rows(self.plain, self.layout, self.limits):
            yield dataclasses.replace(row, line=base + row.line) if base else row

    def taken(self, row: Row) -> dict[str, Any] | Fault:
        """What a row is staged as, or why it is not."""
        values = self.parser.read(row)
        return values if isinstance(values, Fault) else self.becomes(values, row)


@dataclass(frozen=True)
class Intake:
    """All files of an import, in the order they are read."""

    layout: Layout
    pieces: tuple[Piece, ...]

    def rows(self) -> Iterator[tuple[Piece, Row]]:
        """Every row with the file it stands in."""
        for piece in self.pieces:
            for row in piece.rows():
                yield piece, row

    @property
    def expected(self) -> int:
        """About how many rows there are."""
        return sum(expected_rows(piece.plain, piece.layout) for piece in self.pieces)

    def latest_day(self) -> date | None:
        """The last day that stands in the files, but none that is still to come."""
        days: set[date] = set()
        for piece, row in self.rows():
            values = piece.parser.read(row)
            if isinstance(values, Values):
                days |= {value for value in values.found.values() if isinstance(value, date)}
        return max((day for day in days if day <= today()), default=None)


@contextmanager
def opened(
    path: Path, profile: AnyProfile, overrides: Overrides | None = None, limits: Limits = LIMITS
) -> Iterator[Intake]:
    """The files of an import, ready to be read; raises Refusal where they do not fit the profile."""
    said = overrides or Overrides()
    with ExitStack() as stack:
        if isinstance(profile, PipelineProfile | CrmProfile):
            yield _folder(stack, path, profile, said, limits)
        else:
            yield _single(stack, path, profile, said, limits)


def _single(stack: ExitStack, path: Path, profile: Profile | LeadProfile, said: Overrides, limits: Limits) -> Intake:
    if path.is_dir():
        raise Refusal("imports.one_file", name=profile.name)
    plain = stack.enter_context(unpacked(path, member=said.member, limits=limits))

    on = today()

    def becomes(values: Values, row: Row) -> dict[str, Any] | Fault:
        if isinstance(profile, LeadProfile):
            return lead_row(values, profile, row, on)
        return staged(values, profile, row)

    targets = LEADS if isinstance(profile, LeadProfile) else BOOK
    piece = _piece(0, plain, profile.columns, targets, profile.empty, becomes, said, limits)
    return Intake(piece.layout, (piece,))


def _folder(
    stack: ExitStack, path: Path, profile: PipelineProfile | CrmProfile, said: Overrides, limits: Limits
) -> Intake:
    if isinstance(profile, PipelineProfile) and not profile.booking.ends:
        raise Refusal("imports.no_stages", kind=profile.booking.kind)
    files = stack.enter_context(gathered(path, profile.files_wanted, limits))
    targets, on, pieces = CRM if isinstance(profile, CrmProfile) else PIPELINE, today(), []
    for number, part in enumerate(targets):

        def becomes(values: Values, row: Row, part: str = part) -> dict[str, Any] | Fault:
            if isinstance(profile, CrmProfile):
                return crm_row(part, values, profile, row, on)
            return entry(part, values, profile, row, on)

        file = profile.files[part]
        with _of(file.file):
            plain = stack.enter_context(unpacked(files[part], limits=limits))
            piece = _piece(number, plain, file.columns, targets[part], profile.empty, becomes, said, limits)
        pieces.append(dataclasses.replace(piece, layout=dataclasses.replace(piece.layout, name=file.file)))
    layouts = tuple(piece.layout for piece in pieces)
    columns_of_all = tuple(dict.fromkeys(name for layout in layouts for name in layout.columns))
    return Intake(Layout("folder", columns=columns_of_all, files=layouts), tuple(pieces))


@contextmanager
def _of(name: str) -> Iterator[None]:
    """What is wrong here is wrong with the file of that name."""
    try:
        yield
    except Refusal as refusal:
        raise NamedRefusal(name, refusal) from refusal


def _piece(
    number: int,
    plain: Plain,
    columns: Mapping[str, Source],
    targets: Mapping[str, Target],
    empty: tuple[str, ...],
    becomes: Becomes,
    said: Overrides,
    limits: Limits,
) -> Piece:
    wanted = {name for source in columns.values() for name in source.columns}
    layout = sniff(plain, wanted=wanted, overrides=said, limits=limits)
    if targets is LEADS or targets in CRM.values():
        columns = _there(columns, targets, layout)
    return Piece(number, plain, layout, RowParser(columns, targets, empty, layout), becomes, limits)


def _there(columns: Mapping[str, Source], targets: Mapping[str, Target], layout: Layout) -> dict[str, Source]:
    """The columns that the file has, and those that every row needs: such lists come with more or fewer."""
    found = {fold(name) for name in layout.columns}
    return {
        name: source
        for name, source in columns.items()
        if targets[name].required or all(fold(each) in found for each in source.columns)
    }
