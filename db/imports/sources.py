"""Where a column of a profile comes from, and what is corrected in it."""

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

# {Column} or {Column:06}: the text of a column, padded with zeros to a width
PLACE = re.compile(r"\{([^{}:]+)(?::0(\d{1,2}))?\}")


class Part(BaseModel):
    """A piece of a profile: frozen, and closed to keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Source(Part):
    """Where a column comes from and how its text is read.

    One of `from`, `template` (text with `{Column}` or `{Column:06}`) and `constant`; the rest depends on the target.
    `corrections` are counted and reported, before `codes` are looked up.
    """

    column: str = Field(default="", alias="from")
    template: str = ""
    constant: str = ""
    formats: tuple[str, ...] = ("%Y-%m-%d",)
    decimal: Literal[".", ","] = "."
    thousands: Literal["", ",", ".", " ", "'"] = ""
    rounding: Literal["refuse", "half_up"] = "refuse"
    corrections: dict[str, str] = Field(default_factory=dict)
    codes: dict[str, str] = Field(default_factory=dict)
    optional: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The source columns that are read."""
        return (self.column,) if self.column else tuple(match[1] for match in PLACE.finditer(self.template))
