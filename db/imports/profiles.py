"""Profiles: TOML that says how the columns of a file become a book, and how each row is booked."""

import hashlib
import json
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from db.errors import Invalid, Unknown
from db.imports.fields import BOOK

# {Column} or {Column:06}: the text of a column, padded with zeros to a width
PLACE = re.compile(r"\{([^{}:]+)(?::0(\d{1,2}))?\}")
_SHIPPED = Path(__file__).with_name("profiles")


class Part(BaseModel):
    """A piece of a profile: frozen, and closed to keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Source(Part):
    """Where a column comes from and how its text is read.

    One of `from`, `template` (text with `{Column}` or `{Column:06}`) and `constant`; the rest depends on the target.
    """

    column: str = Field(default="", alias="from")
    template: str = ""
    constant: str = ""
    formats: tuple[str, ...] = ("%Y-%m-%d",)
    decimal: Literal[".", ","] = "."
    thousands: Literal["", ",", ".", " ", "'"] = ""
    rounding: Literal["refuse", "half_up"] = "refuse"
    codes: dict[str, str] = Field(default_factory=dict)
    optional: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The source columns that are read."""
        return (self.column,) if self.column else tuple(match[1] for match in PLACE.finditer(self.template))


class ProductRow(Part):
    """A product as it is created when the book does not have it yet."""

    line: str
    zh: str
    en: str
    line_zh: str
    line_en: str


class Booking(Part):
    """What a row books where the file leaves it open."""

    # line: the date belongs to the whole line of policies and is repeated on each of its terms
    lapse: Literal["line", "none"] = "none"
    # assumed: due and received in full on the first day, but for terms whose cover never began
    receipts: Literal["assumed", "none"] = "none"
    # middle_day: paid and closed on the middle day of the covered days
    claims: Literal["middle_day", "none"] = "none"
    # channel: the salespeople of the channel's department in turn; login: the owner column names one
    owners: Literal["channel", "login"] = "login"
    # the n-th department after the one that department_head heads, by code
    departments: dict[str, Annotated[int, Field(ge=0, le=50)]] = Field(default_factory=dict)
    change_effective: Literal["inception", "as_of"] = "inception"

    @property
    def seats(self) -> dict[str, int]:
        """The channels whose customers are shared out among a department's people."""
        return self.departments if self.owners == "channel" else {}


class Profile(Part):
    """One way of reading files of one kind."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    zh: str = Field(max_length=80)
    en: str = Field(max_length=80)
    kind: Literal["book"]
    empty: tuple[str, ...] = ()
    columns: dict[str, Source]
    products: dict[str, ProductRow] = Field(default_factory=dict)
    booking: Booking = Booking()
    digest: str = ""

    @property
    def wanted(self) -> frozenset[str]:
        """Every source column the profile reads."""
        return frozenset(name for source in self.columns.values() for name in source.columns)


def read_profile(text: str) -> Profile:
    """A profile from its TOML; what is wrong is answered with the name and the choices."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid("imports.profile_syntax", reason=str(error)) from error
    try:
        whole = {**content, "digest": hashlib.sha256(text.encode()).hexdigest()}
        # by way of JSON, where a strict model takes a list for a tuple
        profile = Profile.model_validate_json(json.dumps(whole, default=str))
    except ValidationError as error:
        raise _explained(error) from error
    _check_columns(profile)
    return profile


def shipped_profiles() -> tuple[str, ...]:
    """Names of the profiles that come with Baoke."""
    return tuple(sorted(file.stem for file in _SHIPPED.glob("*.toml")))


@cache
def shipped_profile(name: str) -> Profile:
    """A profile that comes with Baoke."""
    if name not in shipped_profiles():
        raise Unknown("imports.unknown_profile", name=name, choices=list(shipped_profiles()))
    return read_profile(shipped_text(name))


def shipped_text(name: str) -> str:
    """The TOML of a shipped profile, as a start for one's own."""
    return (_SHIPPED / f"{name}.toml").read_text("utf-8")


def _check_columns(profile: Profile) -> None:
    for name, source in profile.columns.items():
        if name not in BOOK:
            raise Unknown("imports.profile_key", name=f"columns.{name}", choices=sorted(BOOK))
        if sum(map(bool, (source.column, source.template, source.constant))) != 1:
            raise Invalid("imports.profile_source", name=name)
    missing = [name for name, target in BOOK.items() if target.required and name not in profile.columns]
    if missing:
        raise Invalid("imports.profile_missing", names=", ".join(missing))
    rule = {"channel": "channel", "login": "owner"}[profile.booking.owners]
    if rule not in profile.columns:
        raise Invalid("imports.profile_missing", names=rule)


def _explained(error: ValidationError) -> Invalid | Unknown:
    """The first thing that is wrong, as a sentence."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        choices = _keys(first["loc"][:-1])
        return Unknown("imports.profile_key", name=place, choices=choices)
    if first["type"] == "literal_error":
        return Unknown("imports.profile_value", name=place, choices=[str(first.get("ctx", {}).get("expected", ""))])
    return Invalid("imports.profile_wrong", name=place, reason=first["msg"])


def _keys(place: tuple[Any, ...]) -> list[str]:
    part: type[Part] = Profile
    if place[:1] == ("columns",):
        part = Source
    elif place[:1] == ("products",):
        part = ProductRow
    elif place[:1] == ("booking",):
        part = Booking
    names = (model.alias or name for name, model in part.model_fields.items())
    return sorted(name for name in names if name != "digest")
