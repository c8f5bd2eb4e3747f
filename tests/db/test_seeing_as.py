"""An administrator sees the application as somebody: begun with a reason, over by itself, told to whom it was done."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.commands.add_customer import add_customer
from db.commands.disable_person import disable_person
from db.commands.end_viewing import end_viewing
from db.commands.note_viewed import note_viewed
from db.commands.see_as import see_as
from db.commands.sign_out import sign_out
from db.config import config
from db.errors import Denied, Invalid, Refusal
from db.models.people import Person
from db.models.sign_in import Viewing
from db.models.system import Audit
from db.periods import now, today
from db.queries.customers import Asked, customers
from db.queries.viewings import viewings_of
from db.run import run
from db.session import reading
from db.sign_in.sessions import find_session, is_live, open_session_for, revoke
from driver import ROOT
from factories import change, customer, one, staff

WHY = {"reason": "来电求助"}


@pytest.fixture
def people(url):
    return staff()


@pytest.fixture
def admin(people):
    return people["admin"]


@pytest.fixture
def cookie(admin):
    return open_session_for(admin.person_id)


@pytest.fixture
def begin(cookie, admin):
    """Let the administrator's session see as somebody."""

    def begun(person):
        here = find_session(cookie)
        return run(see_as, here.person, session_id=here.session_id, person_id=person.person_id, **WHY)

    return begun


def test_the_session_reads_as_the_person_and_knows_who_really_sits_there(people, admin, cookie, begin):
    begin(people["salesperson"])
    here = find_session(cookie)
    assert (here.actor.login, here.actor.role, here.person) == ("salesperson", "salesperson", admin)
    assert here.actor.units == people["salesperson"].units
    assert here.viewing.until - here.viewing.began_at == timedelta(minutes=30)


def test_it_holds_for_that_session_and_in_the_language_of_who_looks(people, admin, begin):
    change(Person, admin.person_id, language="en")
    other = open_session_for(admin.person_id)
    begin(people["salesperson"])
    assert find_session(other).actor.login == "admin"


def test_customers_are_in_sight_and_masked(people, cookie, begin):
    customer(people["salesperson"], "张建国", phone="13800001234")
    begin(people["salesperson"])
    me = find_session(cookie).actor
    with reading(me) as session:
        rows = customers(session, me, Asked())
        assert [row.name for row in rows] == ["张***"]
        assert customers(session, me, Asked(search="张建国")) == []
    with reading(people["salesperson"]) as session:
        assert [row.name for row in customers(session, people["salesperson"], Asked())] == ["张建国"]


def test_nothing_can_be_written_and_the_refusal_is_noted_of_who_really_sits_there(people, cookie, begin):
    begin(people["salesperson"])
    me = find_session(cookie).actor
    with pytest.raises(Denied, match="look only"):
        run(add_customer, me, name="某人", kind="individual", owner_id=me.person_id)
    noted = one(select(Audit).where(Audit.outcome == "denied"))
    assert noted.actor_login == "admin"
    assert '"seen_as": "salesperson"' in noted.change


def test_it_is_over_when_it_is_ended(people, admin, cookie, begin):
    begin(people["salesperson"])
    run(end_viewing, admin, session_id=find_session(cookie).session_id)
    assert find_session(cookie).actor == admin


def test_it_is_over_by_itself_after_the_declared_time(people, admin, cookie, begin):
    begin(people["salesperson"])
    config_minutes = timedelta(minutes=config().sign_in.see_as_minutes)
    assert find_session(cookie, now() + config_minutes - timedelta(seconds=9)).viewing is not None
    assert find_session(cookie, now() + config_minutes + timedelta(seconds=1)).actor == admin


def test_signing_out_ends_it_with_the_session(people, admin, cookie, begin):
    begin(people["salesperson"])
    run(sign_out, admin, session_id=find_session(cookie).session_id)
    assert not is_live(cookie)
    assert one(select(Viewing)).ended_at is not None


def test_another_sign_in_in_the_same_browser_ends_it_too(people, cookie, begin):
    begin(people["salesperson"])
    revoke(cookie)
    assert one(select(Viewing)).ended_at is not None


def test_it_is_over_once_the_person_is_disabled_or_keeps_accounts(people, admin, cookie, begin):
    begin(people["executive"])
    change(Person, people["executive"].person_id, role="admin")
    assert find_session(cookie).actor == admin
    begin(people["salesperson"])
    version = one(select(Person.version).where(Person.login == "salesperson"))
    run(disable_person, admin, person_id=people["salesperson"].person_id, version=version, today=today())
    assert find_session(cookie).actor == admin


def test_nobody_sees_as_themselves_or_as_who_keeps_accounts_or_as_nobody(people, admin, begin):
    with pytest.raises(Refusal, match="your own account"):
        begin(admin)
    change(Person, people["executive"].person_id, role="admin")
    with pytest.raises(Denied, match="keeps accounts"):
        begin(people["executive"])
    change(Person, people["analyst"].person_id, active=0)
    with pytest.raises(Refusal, match="disabled"):
        begin(people["analyst"])


def test_a_reason_is_asked_for(people, admin, cookie):
    order = {"session_id": find_session(cookie).session_id, "person_id": people["salesperson"].person_id}
    with pytest.raises(Invalid):
        run(see_as, admin, reason="  ", **order)


def test_it_begins_in_ones_own_session_alone(people, admin):
    other = find_session(open_session_for(people["manager"].person_id)).session_id
    with pytest.raises(Refusal):
        run(see_as, admin, session_id=other, person_id=people["salesperson"].person_id, **WHY)


def test_config_may_leave_it_to_nobody(people, begin, tmp_path, monkeypatch):
    said = (ROOT / "config.toml").read_text("utf-8").replace('see_as_roles   = ["admin"]', "see_as_roles   = []")
    (tmp_path / "config.toml").write_text(said, "utf-8")
    monkeypatch.setenv("BAOKE_CONFIG", str(tmp_path / "config.toml"))
    with pytest.raises(Denied, match="may not see"):
        begin(people["salesperson"])


def test_beginning_ending_and_every_record_opened_stand_in_the_audit(people, admin, cookie, begin):
    made = customer(people["salesperson"])
    begin(people["salesperson"])
    of = people["salesperson"].person_id
    run(note_viewed, admin, seen_id=of, kind="customer", record_id=made)
    run(end_viewing, admin, session_id=find_session(cookie).session_id)
    with pytest.raises(Refusal):
        run(note_viewed, admin, seen_id=of, kind="customer", record_id=made)
    for command, told in (
        ("see_as", f'"seen_id": [null, {of}]'), ("note_viewed", '"seen_as": "salesperson"'), ("end_viewing", "ended_at")
    ):  # fmt: skip
        noted = one(select(Audit).where(Audit.command == command, Audit.outcome == "done"))
        assert noted.actor_login == "admin"
        assert told in noted.change


def test_the_person_is_told_who_looked_when_and_why(people, begin):
    begin(people["salesperson"])
    (told,) = viewings_of(people["salesperson"])
    assert (told.name, told.reason) == (people["admin"].name, "来电求助")
    assert told.ended_at - told.began_at == timedelta(minutes=30)
    assert viewings_of(people["manager"]) == []
