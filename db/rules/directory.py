"""What may be typed for a unit or a person: lengths, signs, and which unit may stand below which."""

from __future__ import annotations

import re
import unicodedata

from db.errors import Invalid, Unknown
from db.models.people import Role, UnitKind

LOGIN = re.compile(r"[\w.@+-]{1,64}")
CODE = re.compile(r"[\w.-]{1,24}")
EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
LANGUAGES = ("zh", "en")
LONGEST_NAME = 80
LONGEST_EMAIL = 120
LONGEST_REGION = 40

BELOW = {UnitKind.COMPANY: None, UnitKind.DEPARTMENT: UnitKind.COMPANY, UnitKind.TEAM: UnitKind.DEPARTMENT}
"""The kind of unit that each kind stands under."""

ROLES = tuple(role for role in Role if role is not Role.SYSTEM)
"""What a person can be."""


def tidy(text: str | None) -> str:
    """What was typed, in one normal form, without blanks around it."""
    return unicodedata.normalize("NFC", text or "").strip()


def check_fields(**problems: str | None) -> None:
    """Refuse with every field that has a problem, so that all can be mended at once."""
    if fields := {field: key for field, key in problems.items() if key is not None}:
        raise Invalid(fields=fields)


def name_problem(name: str, longest: int = LONGEST_NAME, *, needed: bool = True) -> str | None:
    """Why a name cannot be taken."""
    if not name:
        return "people.field_empty" if needed else None
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in name):
        return "people.field_unprintable"
    return "people.field_long" if len(name) > longest else None


def login_problem(login: str) -> str | None:
    """Why a login cannot be taken."""
    if not login:
        return "people.field_empty"
    return None if LOGIN.fullmatch(login) else "people.login_signs"


def code_problem(code: str) -> str | None:
    """Why a unit's code cannot be taken."""
    if not code:
        return "people.field_empty"
    return None if CODE.fullmatch(code) else "people.code_signs"


def email_problem(email: str) -> str | None:
    """Why an address for e-mail cannot be taken; none at all is fine."""
    if email and not EMAIL.fullmatch(email):
        return "people.email_form"
    return name_problem(email, LONGEST_EMAIL, needed=False)


def role_named(name: str) -> Role:
    """The role of that name; raises Unknown with the choices."""
    if name not in ROLES:
        raise Unknown("people.unknown_role", choices=[role.value for role in ROLES], name=name)
    return Role(name)


def kind_named(name: str) -> UnitKind:
    """The kind of unit of that name; raises Unknown with the choices."""
    if name not in list(UnitKind):
        raise Unknown("people.unknown_kind", choices=[kind.value for kind in UnitKind], name=name)
    return UnitKind(name)


def check_language(language: str) -> None:
    """Refuse a language that Baoke does not speak."""
    if language not in LANGUAGES:
        raise Unknown("people.unknown_language", choices=list(LANGUAGES), name=language)
