"""Signing in through an identity provider: who was invited comes in, and a sign-out outlives the provider's cookie."""

from datetime import timedelta

import pytest

from db.access import SYSTEM
from db.commands.invite_outside import invite_outside
from db.commands.sign_out import sign_out
from db.commands.sign_out_everywhere import sign_out_everywhere
from db.errors import Denied, Refusal
from db.models.sign_in import Credential
from db.periods import now
from db.queries.audits import Sought, audits
from db.run import run
from db.session import reading
from db.sign_in.outside import invited_person, outside_sign_in
from db.sign_in.sessions import find_session, leave_ticket, use_ticket
from factories import hire, staff

ISSUER = "https://id.example.com"
BROWSER = "b" * 43


@pytest.fixture
def people(url):
    found = staff()
    run(invite_outside, found["admin"], person_id=found["manager"].person_id, issuer=ISSUER, subject="m-1")
    return found


def claims(**changed):
    """What Streamlit's st.user holds after a sign-in ten seconds from now."""
    said = {"is_logged_in": True, "iss": ISSUER, "sub": "m-1", "iat": (now() + timedelta(seconds=10)).timestamp()}
    return said | changed


def refused(said):
    with pytest.raises(Refusal) as refusal:
        invited_person(said)
    return refusal.value.key.removeprefix("sign_in.")


def opened_by(said):
    leave_ticket(invited_person(said), BROWSER, provider="outside")
    return use_ticket(BROWSER).cookie


def test_who_was_invited_comes_in(people):
    assert find_session(opened_by(claims())).actor == people["manager"]


@pytest.mark.parametrize(
    "changed",
    [
        {"sub": "m-2"},
        {"iss": "https://evil.example.com"},
        {"sub": None},
        {"iss": None},
        {"sub": "m-1 "},
        {"email": "manager@x"},
    ],
)
def test_nobody_else_does_and_nobody_is_made_up(people, changed):
    said = claims(**changed)
    if "email" in changed:
        said.pop("sub")
    assert refused(said) == "not_invited"


def test_a_stranger_whom_the_provider_vouches_for_stands_in_the_audit_once(people):
    said = claims(sub="m-2")
    for _run in range(3):
        refused(said)
    with reading(people["admin"]) as session:
        rows = audits(session, people["admin"], Sought(command="refuse_guess"))
    assert [row.outcome for row in rows] == ["denied"]


@pytest.mark.parametrize("issued", [None, "yesterday", 0])
def test_claims_without_a_time_open_nothing(people, issued):
    assert refused(claims(iat=issued)) == "claims_outdated"


def test_the_providers_cookie_does_not_open_again_what_was_signed_out(people):
    me, said = people["manager"], claims(iat=(now() - timedelta(minutes=30)).timestamp())

    def invited_an_hour_ago(session, actor):
        session.get(Credential, me.person_id).sessions_valid_after = now() - timedelta(hours=1)

    run(invited_an_hour_ago, SYSTEM)
    cookie = opened_by(said)
    run(sign_out, me, session_id=find_session(cookie).session_id)
    assert refused(said) == "claims_outdated"


def test_signing_out_everywhere_also_voids_the_providers_word(people):
    run(sign_out_everywhere, people["manager"])
    assert refused(claims(iat=(now() - timedelta(seconds=1)).timestamp())) == "claims_outdated"
    assert invited_person(claims()).person_id == people["manager"].person_id


def test_an_account_belongs_to_one_person_and_only_an_administrator_invites(people):
    with pytest.raises(Refusal) as refusal:
        run(invite_outside, people["admin"], person_id=people["service"].person_id, issuer=ISSUER, subject="m-1")
    assert refusal.value.key == "sign_in.identity_taken"
    with pytest.raises(Denied):
        run(invite_outside, people["manager"], person_id=people["manager"].person_id, issuer=ISSUER, subject="m-9")


def test_somebody_without_a_password_can_be_invited(people):
    newcomer = hire("newcomer")
    run(invite_outside, people["admin"], person_id=newcomer.person_id, issuer=ISSUER, subject="n-1")
    assert invited_person(claims(sub="n-1")).person_id == newcomer.person_id


def test_it_is_switched_on_by_an_auth_section_among_the_secrets(tmp_path, monkeypatch):
    secrets = tmp_path / "secrets.toml"
    monkeypatch.setenv("BAOKE_SECRETS", str(secrets))
    for text, on in (("", False), ("[other]\nx = 1\n", False), ('[auth]\nclient_id = "x"\n', True)):
        secrets.write_text(text, "utf-8")
        outside_sign_in.cache_clear()
        assert outside_sign_in() is on
    outside_sign_in.cache_clear()
