"""Profiles of a list of leads."""

from typing import Literal

from pydantic import Field

from db.imports.sources import Part, Source


class LeadProfile(Part):
    """One way of reading lists of leads; who is given them is a matter of config.toml."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    zh: str = Field(max_length=80)
    en: str = Field(max_length=80)
    kind: Literal["leads"]
    empty: tuple[str, ...] = ()
    columns: dict[str, Source]
    digest: str = ""

    @property
    def files_wanted(self) -> dict[str, str]:
        """Names of files that belong together: none, leads are one file."""
        return {}
