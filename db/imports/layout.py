"""What was found out about a file, and what a row of it is."""

from __future__ import annotations

from dataclasses import dataclass, field

# rows of several files are numbered through: the n-th file begins at n times this
FILE_LINES = 100_000_000


@dataclass(frozen=True)
class Layout:
    """How a file is to be read: sniffed, shown, and open to correction."""

    kind: str
    packing: str = ""
    member: str = ""
    members: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    quote: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    header_row: int = 1
    columns: tuple[str, ...] = ()
    name: str = ""
    files: tuple[Layout, ...] = ()

    def place(self, line: int) -> tuple[Layout, int]:
        """The file that a numbered line stands in, and its line there."""
        file, own = divmod(line, FILE_LINES)
        return (self.files[file] if self.files else self), own


@dataclass(frozen=True)
class Overrides:
    """What a person says about a file against what was sniffed; empty means: as sniffed."""

    member: str = ""
    encoding: str = ""
    delimiter: str = ""
    quote: str = ""
    sheet: str = ""
    header_row: int = 0


@dataclass(frozen=True)
class Fault:
    """Why a row cannot be taken: the key of a sentence and what goes into it."""

    key: str
    params: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One record as it stands: its first line in the file and its cells as text."""

    line: int
    cells: tuple[str, ...]
    fault: Fault | None = None

    @property
    def blank(self) -> bool:
        """True when no cell holds anything."""
        return self.fault is None and not any(cell.strip() for cell in self.cells)
