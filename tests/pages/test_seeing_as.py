"""An administrator looks at every page as somebody else: the bar over it, the way back, and what stays closed."""

from dataclasses import replace

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

import factories as made
from components.navigation import file_of, opens_here
from components.words import label
from db.access import OPENS, OWN_PAGES
from db.commands.see_as import see_as
from db.models.sign_in import Viewing
from db.models.system import Audit
from db.run import run
from db.sign_in.sessions import find_session, open_session_for
from driver import ROOT
from opening import fine, opening, pick, submit, texts
from pages.test_people import act

BAR = "视角查看，只读"


@pytest.fixture
def people(url):
    return made.staff()


@pytest.fixture
def seeing(people, monkeypatch):
    """Open the first page as the administrator who sees as somebody of that role."""

    def opened(role):
        cookie = open_session_for(people["admin"].person_id)
        jar = {"baoke": cookie, "baoke_browser": "b" * 43}
        monkeypatch.setattr("components.cookies.cookie", jar.get)
        monkeypatch.setattr("components.cookies.client_address", lambda: "127.0.0.1")
        order = {"person_id": people[role].person_id, "reason": "来电求助"}
        run(see_as, people["admin"], session_id=find_session(cookie).session_id, **order)
        return fine(AppTest.from_file(str(ROOT / "frame.py"), default_timeout=30).run())

    return opened


def seen(at):
    return "\n".join(str(element.value) for element in at.main.markdown)


@pytest.mark.parametrize("role", ["salesperson", "manager", "department_head", "executive", "service", "claims"])
def test_the_bar_stands_over_every_page(seeing, people, role):
    made.customer(people["salesperson"], "张建国")
    at = seeing(role)
    for page in (page for page in sorted(OPENS) if opens_here(people[role], page) and page not in OWN_PAGES):
        at.switch_page(str(file_of(page).relative_to(ROOT)))
        fine(at.run())
        assert BAR in seen(at), page
        assert label(people[role].name) in seen(at)
        assert any("→" in text.value for text in at.text), page
        assert "张建国" not in texts(at)
        assert "没有权限" not in texts(at), page


def test_pages_of_their_own_stay_closed_to_who_sees_as_them(people):
    me = replace(people["service"], seen_by=people["admin"])
    assert {page for page in OPENS if opens_here(people["service"], page) and not opens_here(me, page)} == OWN_PAGES


def test_nobody_else_has_a_bar(people, monkeypatch):
    at = opening(monkeypatch)(people["salesperson"], "pages/start/home.py")
    assert BAR not in seen(at)


def test_it_begins_on_the_card_of_a_person_with_a_reason(people, monkeypatch):
    at = opening(monkeypatch)(people["admin"], "pages/admin/people.py")
    at = act(pick(at, "people", people["salesperson"].person_id), "see_as")
    fine(submit(at, "see_as"))
    assert "请填写以他人视角查看的原因" in texts(at)


def test_the_button_ends_it_and_leads_home(seeing, people):
    at = seeing("salesperson")
    next(button for button in at.button if button.key == "seeing.end").click()
    fine(at.run())
    fine(at.run())
    assert BAR not in seen(at)
    assert made.one(select(Viewing)).ended_at is not None


def test_a_record_that_is_opened_is_noted_with_whose_view_it_was(seeing, people):
    number = made.customer(people["salesperson"], "张建国")
    at = seeing("salesperson")
    at.switch_page("pages/customers/customer.py")
    at.query_params["id"] = str(number)
    fine(at.run())
    assert r"张\*\*\*" in texts(at)
    noted = made.one(select(Audit).where(Audit.command == "note_viewed"))
    assert (noted.actor_login, noted.record_table, noted.record_id) == (people["admin"].login, "customer", number)


def test_the_person_reads_of_it_in_their_account(seeing, people, monkeypatch):
    seeing("salesperson")
    at = opening(monkeypatch)(people["salesperson"], "pages/account/account.py")
    assert "谁以您的视角查看过" in texts(at)
    assert any("来电求助" in frame.value.to_string() for frame in at.dataframe)
