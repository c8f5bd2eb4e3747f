"""Profiles of a pipeline: several files that belong together, and how a sale out of them is booked."""

from typing import Annotated, Literal

from pydantic import Field

from db.config import config
from db.imports.fields import PIPELINE
from db.imports.sources import Part, Source


class FilePart(Part):
    """One of the files: its name without the ending, and its columns."""

    file: str = Field(min_length=1, max_length=100)
    columns: dict[str, Source]


class Unregistered(Part):
    """The customer that stands in for an account that the file leaves open; `{agent}` is who works on the sale."""

    number: str = Field(pattern=r"\{agent\}", max_length=15)
    name: str = Field(pattern=r"\{agent\}", max_length=60)


class SaleBooking(Part):
    """What a sale books where the files leave it open."""

    kind: Literal["relationship", "project", "account"]
    # of a sale that is closed the files tell no earlier stage: this is the one it began in
    began: str
    # as_of: who was not approached yet has no opening day, and takes the day the files speak of
    opened: Literal["as_of"] = "as_of"
    # price: a sale without a value, or with none, is hoped to bring the price of its product
    value: Literal["price"] = "price"
    closes_after_days: Annotated[int, Field(ge=1, le=3660)] = 90
    unregistered: Unregistered
    # office: the salespeople of the office's department in order of login, by the agent's place in it
    owners: Literal["office"] = "office"
    # the n-th department after the one that department_head heads, by code
    departments: dict[str, Annotated[int, Field(ge=0, le=50)]]

    @property
    def ends(self) -> frozenset[str]:
        """The stages that end a sale, as config.toml declares them for its kind."""
        return frozenset(stage.code for stage in config().stages.of(self.kind) if stage.outcome)


class PipelineProfile(Part):
    """One way of reading the files of a pipeline."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    zh: str = Field(max_length=80)
    en: str = Field(max_length=80)
    kind: Literal["pipeline"]
    # latest: the files speak of the last day that stands in them
    as_of: Literal["latest", "today"] = "today"
    empty: tuple[str, ...] = ()
    files: dict[str, FilePart]
    booking: SaleBooking
    digest: str = ""

    @property
    def files_wanted(self) -> dict[str, str]:
        """The name of each part's file, in the order they are read."""
        return {part: self.files[part].file for part in PIPELINE}
