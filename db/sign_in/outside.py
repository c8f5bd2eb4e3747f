"""Sign-in through an identity provider (OIDC): people invited beforehand, never made up on the fly."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from sqlmodel import col, select

from db.access import SYSTEM
from db.came_from import here
from db.commands.refuse_guess import refuse_guess
from db.errors import Refusal
from db.keys import keyed_hash
from db.models.sign_in import Credential, OutsideIdentity
from db.run import run
from db.session import reading
from db.sign_in.credentials import Proof
from db.sign_in.throttle import Source


@cache
def outside_sign_in() -> bool:
    """Whether an identity provider is configured: an [auth] section among Streamlit's secrets."""
    named = os.environ.get("BAOKE_SECRETS")
    folders = (Path(), Path(__file__).parents[2], Path.home())
    places = [Path(named)] if named else [folder / ".streamlit" / "secrets.toml" for folder in folders]
    return any("auth" in tomllib.loads(place.read_text("utf-8")) for place in places if place.is_file())


def invited_person(claims: Mapping[str, object]) -> Proof:
    """The person whom verified claims name; refused if nobody was invited or the claims predate a sign-out."""
    issuer, subject, issued = claims.get("iss"), claims.get("sub"), claims.get("iat")
    with reading(SYSTEM) as session:
        found = session.exec(
            select(Credential)
            .join(OutsideIdentity, col(OutsideIdentity.person_id) == Credential.person_id)
            .where(OutsideIdentity.issuer == str(issuer), OutsideIdentity.subject == str(subject))
        ).first()
    if found is None:
        _note_refused(claims)
        raise Refusal("sign_in.not_invited")
    # Streamlit's own cookie outlives a sign-out, so claims from before the last one open nothing.
    if not isinstance(issued, int | float) or datetime.fromtimestamp(issued, UTC) <= found.sessions_valid_after:
        _note_refused(claims)
        raise Refusal("sign_in.claims_outdated")
    return Proof(found.person_id, found.epoch)


def _note_refused(claims: Mapping[str, object]) -> None:
    """Once for each time that the provider vouched: the page is drawn many times with the same claims."""
    said = "\n".join(str(claims.get(name)) for name in ("iss", "sub", "iat"))
    source = Source("", "", here())
    run(refuse_guess, SYSTEM, key=keyed_hash("outside", said), source=source, purpose="outside")
