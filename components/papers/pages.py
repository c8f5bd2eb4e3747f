"""The pages of a file: several papers may stand in one, each with page numbers of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

Foot = Callable[[Any, int, int], None]
"""Draws the foot of a page: the page, its number within its paper, and how many pages that paper has."""


class Begins(Flowable):  # type: ignore[misc]
    """Stands where something of a name begins, or another paper in the same file; takes no room."""

    def __init__(self, name: str = "", *, another: bool = False) -> None:
        super().__init__()
        self.name, self.another = name, another

    def wrap(self, _wide: float, _high: float) -> tuple[float, float]:
        """None."""
        return 0, 0

    def draw(self) -> None:
        """The page that is being made is the first of its paper, or of what has that name."""
        self.canv.begins |= self.another
        self.canv.named, self.canv.here = self.name, True


class Pages(Canvas):  # type: ignore[misc]
    """Draws the feet last, when it is known how many pages each paper has."""

    def __init__(self, *given: Any, foot: Foot, **named: Any) -> None:
        super().__init__(*given, **named)
        self.foot = foot
        self.made: list[dict[str, Any]] = []
        self.begins, self.named, self.here = False, "", False

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """Put the page aside until all are made."""
        self.made.append(dict(self.__dict__))
        self._startPage()
        self.begins = self.here = False

    def save(self) -> None:
        """Draw the feet, and write the file."""
        kept = self.made
        first = [number for number, page in enumerate(kept) if page["begins"] or not number]
        ends = [*first[1:], len(kept)]
        numbers = [
            (at, end - begin) for begin, end in zip(first, ends, strict=True) for at in range(1, end - begin + 1)
        ]
        for page, (at, of) in zip(kept, numbers, strict=True):
            self.__dict__.update(page)
            self.foot(self, at, of)
            Canvas.showPage(self)
        Canvas.save(self)
