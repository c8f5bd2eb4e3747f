"""Profiles of another CRM's export: customers, contacts and activities, in several files that belong together."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from db.errors import Invalid, Unknown
from db.imports.crm_fields import ACTIVITIES, CRM
from db.imports.pipeline_profile import FilePart
from db.imports.sources import Part
from db.models.customers import ContactRole, CustomerKind
from db.models.work import ActivityKind, ActivityStatus

CODES: dict[tuple[str, str], type[StrEnum]] = {
    ("accounts", "kind"): CustomerKind,
    ("contacts", "role"): ContactRole,
    **{(part, "kind"): ActivityKind for part in ACTIVITIES},
    **{(part, "status"): ActivityStatus for part in ACTIVITIES},
}
"""Columns of the files that hold codes of the book."""


class CrmBooking(Part):
    """What a row books where the files leave it open, and to whom goes what belongs to somebody who has left."""

    customer: CustomerKind = Field(CustomerKind.ORGANISATION, strict=False)
    role: ContactRole = Field(ContactRole.USER, strict=False)
    # by file
    kinds: dict[str, ActivityKind] = Field(strict=False)
    # leader: whoever leads the unit that the file of users names, or the next unit above it that has a leader
    left: Literal["leader", "reject"] = "reject"
    # where the file of users names none
    unit: str = Field("", max_length=24)


class CrmProfile(Part):
    """One way of reading the export of a CRM."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    zh: str = Field(max_length=80)
    en: str = Field(max_length=80)
    kind: Literal["crm"]
    empty: tuple[str, ...] = ()
    files: dict[str, FilePart]
    booking: CrmBooking
    digest: str = ""

    @property
    def files_wanted(self) -> dict[str, str]:
        """The name of each part's file, in the order they are read."""
        return {part: self.files[part].file for part in CRM}


def check_codes(profile: CrmProfile) -> None:
    """Refuse a profile whose columns speak of codes that the book does not have, or leave the kind of a file open."""
    if missing := [f"booking.kinds.{part}" for part in ACTIVITIES if part not in profile.booking.kinds]:
        raise Invalid("imports.profile_missing", names=", ".join(missing))
    if unknown := sorted(set(profile.booking.kinds) - set(ACTIVITIES)):
        raise Unknown("imports.profile_key", name=f"booking.kinds.{unknown[0]}", choices=sorted(ACTIVITIES))
    for (part, name), codes in CODES.items():
        source = profile.files[part].columns.get(name)
        if source is None:
            continue
        said = {source.constant} if source.constant else set(source.codes.values())
        if not said or not said <= set(codes):
            raise Unknown("imports.profile_value", name=f"files.{part}.columns.{name}.codes", choices=sorted(codes))
