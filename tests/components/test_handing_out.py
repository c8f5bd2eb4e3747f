"""A file that was offered is not made for who is no longer who they were."""

from datetime import date

import pytest
from sqlmodel import select

from components.handing_out import made_for
from db.commands.change_role import change_role
from db.commands.disable_person import disable_person
from db.errors import Denied
from db.models.people import Person, Role
from db.queries.actors import actor_named
from db.run import run
from factories import company, hire, one


@pytest.fixture
def offered(url):
    company()
    li = hire("li", "manager")
    return li, made_for(li, lambda: b"rows")


def version(person):
    return one(select(Person.version).where(Person.id == person.person_id))


def test_it_is_made_for_who_is_as_before(offered):
    _li, made = offered
    assert made() == b"rows"


def test_it_is_refused_to_who_has_another_role_by_now(offered):
    li, made = offered
    boss = hire("boss", "admin", "C")
    run(change_role, boss, person_id=li.person_id, version=version(li), role=Role.SALESPERSON)
    with pytest.raises(Denied):
        made()
    assert made_for(actor_named("li"), lambda: b"rows")() == b"rows"


def test_it_is_refused_to_a_closed_account(offered):
    li, made = offered
    gone = {"person_id": li.person_id, "version": version(li), "today": date(2026, 6, 30)}
    run(disable_person, hire("boss", "admin", "C"), **gone)
    with pytest.raises(Denied):
        made()
