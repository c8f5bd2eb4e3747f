"""The rules of config.toml on files that are handed out: how many rows without asking, and what asking gives."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from db.config_part import Days, Part

Rows = Annotated[int, Field(ge=0)]


class RoleExports(Part):
    """What differs for one role."""

    free_rows: Rows | None = None
    day_rows: Rows | None = None


class Exports(Part):
    """A file of `free_rows`, and `day_rows` in a day, need nobody's leave; what is approved lasts `lasts_days`."""

    free_rows: Rows = 2_000
    day_rows: Rows = 10_000
    lasts_days: Days = 3
    growth: Annotated[float, Field(ge=0, le=0.5)] = 0.05
    roles: dict[str, RoleExports] = Field(default_factory=dict)

    def free(self, role: str) -> int:
        """How many rows one file may have without leave."""
        own = self.roles.get(role, RoleExports()).free_rows
        return self.free_rows if own is None else own

    def daily(self, role: str) -> int:
        """How many rows a person may take in a day without leave."""
        own = self.roles.get(role, RoleExports()).day_rows
        return self.day_rows if own is None else own

    def covers(self, approved: int, rows: int) -> bool:
        """Whether leave for so many rows still holds for what the list has grown to."""
        return rows <= approved + int(approved * self.growth)
