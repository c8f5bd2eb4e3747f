"""Profiles: TOML that says how the columns of a file, or of several, are read, and how each row is booked."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from db.errors import Invalid, Unknown
from db.imports.crm_fields import CRM
from db.imports.crm_profile import CrmProfile, check_codes
from db.imports.fields import BOOK, LEADS, PIPELINE, Target
from db.imports.lead_profile import LeadProfile
from db.imports.pipeline_profile import PipelineProfile
from db.imports.sources import Part, Source

_SHIPPED = Path(__file__).with_name("profiles")


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
    def files_wanted(self) -> dict[str, str]:
        """Names of files that belong together: none, a book is one file."""
        return {}


AnyProfile = Profile | PipelineProfile | LeadProfile | CrmProfile
_KINDS: dict[str, type[BaseModel]] = {"pipeline": PipelineProfile, "leads": LeadProfile, "crm": CrmProfile}
_PROFILES: TypeAdapter[AnyProfile] = TypeAdapter(Annotated[AnyProfile, Field(discriminator="kind")])


def read_profile(text: str) -> AnyProfile:
    """A profile from its TOML; what is wrong is answered with the name and the choices."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid("imports.profile_syntax", reason=str(error)) from error
    try:
        whole = {**content, "digest": hashlib.sha256(text.encode()).hexdigest()}
        # by way of JSON, where a strict model takes a list for a tuple
        profile = _PROFILES.validate_json(json.dumps(whole, default=str))
    except ValidationError as error:
        raise _explained(error) from error
    if isinstance(profile, PipelineProfile):
        _check_stages(profile)
    elif isinstance(profile, CrmProfile):
        _check_files(profile, CRM)
        check_codes(profile)
    elif isinstance(profile, LeadProfile):
        _check_columns("columns", profile.columns, LEADS)
    else:
        _check_book(profile)
    return profile


def shipped_profiles() -> tuple[str, ...]:
    """Names of the profiles that come with Baoke; that of a book first, since it is brought in first, of leads last."""
    names = (file.stem for file in _SHIPPED.glob("*.toml"))
    return tuple(sorted(names, key=lambda name: (name == "leads", name != "motor_portfolio", name)))


@cache
def shipped_profile(name: str) -> AnyProfile:
    """A profile that comes with Baoke."""
    if name not in shipped_profiles():
        raise Unknown("imports.unknown_profile", name=name, choices=list(shipped_profiles()))
    return read_profile(shipped_text(name))


def shipped_text(name: str) -> str:
    """The TOML of a shipped profile, as a start for one's own."""
    return (_SHIPPED / f"{name}.toml").read_text("utf-8")


def _check_book(profile: Profile) -> None:
    _check_columns("columns", profile.columns, BOOK)
    rule = {"channel": "channel", "login": "owner"}[profile.booking.owners]
    if rule not in profile.columns:
        raise Invalid("imports.profile_missing", names=rule)


def _check_files(profile: PipelineProfile | CrmProfile, parts: Mapping[str, Mapping[str, Target]]) -> None:
    for part, file in profile.files.items():
        if part not in parts:
            raise Unknown("imports.profile_key", name=f"files.{part}", choices=sorted(parts))
        _check_columns(f"files.{part}.columns", file.columns, parts[part])
    if missing := [f"files.{part}" for part in parts if part not in profile.files]:
        raise Invalid("imports.profile_missing", names=", ".join(missing))


def _check_stages(profile: PipelineProfile) -> None:
    _check_files(profile, PIPELINE)
    stages = profile.files["opportunities"].columns["stage"].codes.values()
    if profile.booking.began not in stages:
        raise Unknown("imports.profile_value", name="booking.began", choices=sorted(stages))


def _check_columns(place: str, columns: Mapping[str, Source], targets: Mapping[str, Target]) -> None:
    for name, source in columns.items():
        if name not in targets:
            raise Unknown("imports.profile_key", name=f"{place}.{name}", choices=sorted(targets))
        if sum(map(bool, (source.column, source.template, source.constant))) != 1:
            raise Invalid("imports.profile_source", name=name)
    missing = [name for name, target in targets.items() if target.required and name not in columns]
    if missing:
        raise Invalid("imports.profile_missing", names=", ".join(missing))


def _explained(error: ValidationError) -> Invalid | Unknown:
    """The first thing that is wrong, as a sentence."""
    first = error.errors()[0]
    # what was told apart by `kind` is named by it first
    kind, *steps = first["loc"] or ("",)
    place = ".".join(str(step) for step in steps)
    if first["type"] == "extra_forbidden":
        return Unknown("imports.profile_key", name=place, choices=_keys(str(kind), steps[:-1]))
    if first["type"] in ("literal_error", "union_tag_invalid", "union_tag_not_found"):
        said = first.get("ctx", {})
        choices = [str(said.get("expected", said.get("expected_tags", "'book', 'pipeline', 'leads', 'crm'")))]
        return Unknown("imports.profile_value", name=place or "kind", choices=choices)
    return Invalid("imports.profile_wrong", name=place, reason=first["msg"])


def _keys(kind: str, place: list[Any]) -> list[str]:
    """The keys that the part of a profile at that place may hold."""
    part: type[BaseModel] = _KINDS.get(kind, Profile)
    for step in place:
        if field := next((one for name, one in part.model_fields.items() if (one.alias or name) == step), None):
            part = _part_in(field.annotation) or part
    names = (field.alias or name for name, field in part.model_fields.items())
    return sorted(name for name in names if name != "digest")


def _part_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _part_in(inner))), None)
