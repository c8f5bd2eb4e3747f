"""The past of each stage, worked out by hand: who was ever in it, and how many of them were won."""

from datetime import date

import pytest

from db.queries.chances import chances
from db.rules.chances import Chance
from db.session import reading
from factories import company, customer, hire, member, moved, opportunity
from source import ROOT


@pytest.fixture
def li(url, tmp_path, monkeypatch):
    """A seller, where three past cases are enough."""
    said = (ROOT / "config.toml").read_text("utf-8").replace("least_cases       = 20", "least_cases       = 3")
    assert "least_cases       = 3" in said
    (tmp_path / "config.toml").write_text(said, "utf-8")
    monkeypatch.setenv("BAOKE_CONFIG", str(tmp_path / "config.toml"))
    company()
    return hire("li")


def closed(owner, outcome, *through, closed_on=date(2026, 5, 1), kind="relationship", customer_id=None):
    made = opportunity(customer_id or customer(owner), outcome, kind=kind, closed_on=closed_on)
    for stage in through:
        moved(made, None, stage, "2026-04-01")
    return made


def asked(me, kind="relationship"):
    with reading(me) as session:
        return chances(session, me, kind)


def test_the_past_of_each_stage_by_hand(li):
    closed(li, "won", "contact", "needs", "quote", "decision")
    closed(li, "won", "contact", "needs", "quote", "needs", "quote", "decision")
    closed(li, "lost", "contact", "needs", "quote")
    closed(li, "lost", "contact")
    opportunity(customer(li), "needs")
    found = asked(li)
    assert found["contact"] == Chance(2, 4, whole=False)
    assert found["needs"] == Chance(2, 3, whole=False)
    assert found["quote"] == Chance(2, 3, whole=False)
    assert found["decision"] == Chance(2, 4, whole=True)
    assert set(found) == {"contact", "needs", "quote", "decision"}


def test_other_kinds_old_ones_and_other_peoples_are_no_cases(li):
    far = hire("far", unit="D2T1")
    closed(li, "lost", "contact")
    closed(li, "won", "set_up", kind="project")
    closed(li, "won", "contact", closed_on=date(2023, 5, 31))
    closed(li, "lost", "contact", closed_on=date(2023, 6, 1))
    theirs = customer(far)
    member(theirs, li)
    closed(far, "won", "contact", customer_id=theirs)
    assert asked(li)["contact"] == Chance(0, 2, whole=True)
    assert asked(li, "project")["survey"] == Chance(1, 1, whole=True)


def test_a_book_without_a_past_has_no_chance(li):
    assert asked(li)["needs"].share is None
    assert asked(hire("newcomer"))["needs"] == Chance(0, 0, whole=True)
