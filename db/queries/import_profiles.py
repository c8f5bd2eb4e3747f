"""The import profiles there are: those that come with Baoke, and those saved here."""

from sqlmodel import col, select

from db.access import SYSTEM
from db.errors import Unknown
from db.imports.profiles import AnyProfile, read_profile, shipped_profile, shipped_profiles, shipped_text
from db.models.imports import ImportProfile
from db.session import reading


def profile_names() -> list[str]:
    """Names of all profiles, shipped ones first."""
    with reading(SYSTEM) as session:
        saved = session.exec(select(ImportProfile.name).order_by(col(ImportProfile.name))).all()
    return [*shipped_profiles(), *saved]


def profile_text(name: str) -> str:
    """The TOML of a profile; an unknown name is answered with the choices."""
    if name in shipped_profiles():
        return shipped_text(name)
    with reading(SYSTEM) as session:
        saved = session.exec(select(ImportProfile.content).where(ImportProfile.name == name)).first()
    if saved is None:
        raise Unknown("imports.unknown_profile", name=name, choices=profile_names())
    return saved


def profile_named(name: str) -> AnyProfile:
    """The profile of that name."""
    return shipped_profile(name) if name in shipped_profiles() else read_profile(profile_text(name))
