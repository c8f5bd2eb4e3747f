"""What each part of a record earns, worked out by hand."""

from datetime import date

import pytest

from db.config import HOME, read_config
from db.config_handover import Completeness
from db.rules.completeness import Facts, Gap, Lacking, score

FULL = Facts(
    deciders=1,
    reached=1,
    others=1,
    logged=3,
    next_on=date(2026, 7, 1),
    policies=Lacking(of=2),
    claims=Lacking(of=1),
    instalments=Lacking(of=1),
    needs=True,
    care=True,
)


def with_(**changed):
    return Facts(**{**FULL.__dict__, **changed})


def part(facts, name, weights=None):
    """(points, gap) of one part."""
    (found,) = [one for one in score(facts, weights or Completeness()).parts if one.part == name]
    return found.points, found.gap


def test_the_file_that_ships_says_what_the_parts_count_for():
    assert read_config(HOME).handover.completeness.points == {
        "decision_maker": 20,
        "another_contact": 5,
        "interactions": 15,
        "next_action": 15,
        "policies": 15,
        "claims": 10,
        "instalments": 10,
        "needs": 5,
        "care": 5,
    }


def test_a_full_record_earns_a_hundred_and_has_no_gaps():
    assert (score(FULL, Completeness()).points, score(FULL, Completeness()).gaps) == (100, ())


def test_an_empty_record_earns_what_does_not_apply():
    """No policies 15, no open claims 10, nothing overdue 10."""
    empty = score(Facts(), Completeness())
    assert empty.points == 35
    assert [one.part for one in empty.gaps] == [
        "decision_maker", "interactions", "next_action", "another_contact", "needs", "care",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "changed", "wanted"),
    [
        ("decision_maker", {}, (20, None)),
        ("decision_maker", {"deciders": 0, "reached": 0}, (0, Gap("no_decision_maker"))),
        ("decision_maker", {"reached": 0}, (0, Gap("no_phone"))),
        ("decision_maker", {"deciders": 2, "reached": 1}, (20, None)),
        ("decision_maker", {"deciders": 0, "reached": 0, "individual": True, "phone": True}, (20, None)),
        ("decision_maker", {"deciders": 0, "reached": 0, "individual": True}, (0, Gap("no_phone"))),
        ("decision_maker", {"deciders": 0, "reached": 0, "phone": True}, (0, Gap("no_decision_maker"))),
        ("another_contact", {}, (5, None)),
        ("another_contact", {"others": 0}, (0, Gap("no_other"))),
        ("another_contact", {"others": 0, "deciders": 2}, (5, None)),
        ("another_contact", {"others": 1, "deciders": 0, "reached": 0}, (5, None)),
        ("another_contact", {"others": 0, "individual": True, "phone": True}, (5, None)),
        ("another_contact", {"others": 0, "deciders": 0, "individual": True, "phone": True}, (0, Gap("no_other"))),
        ("interactions", {"logged": 9}, (15, None)),
        ("interactions", {"logged": 2}, (10, Gap("not_logged", 1))),
        ("interactions", {"logged": 0}, (0, Gap("not_logged", 3))),
        ("next_action", {"next_on": None}, (0, Gap("nothing_planned"))),
        ("policies", {"policies": Lacking()}, (15, None)),
        ("policies", {"policies": Lacking(2, 1, 7)}, (7, Gap("no_premium", 1, 7))),
        ("policies", {"policies": Lacking(2, 2, 7)}, (0, Gap("no_premium", 2, 7))),
        ("claims", {"claims": Lacking()}, (10, None)),
        ("claims", {"claims": Lacking(3, 1, 8)}, (6, Gap("not_spoken", 1, 8))),
        ("instalments", {"instalments": Lacking()}, (10, None)),
        ("instalments", {"instalments": Lacking(4, 3, 9)}, (2, Gap("not_explained", 3, 9))),
        ("needs", {"needs": False}, (0, Gap("no_needs"))),
        ("care", {"care": False}, (0, Gap("no_birthday"))),
    ],
)
def test_each_part_earns_what_is_there(name, changed, wanted):
    assert part(with_(**changed), name) == wanted


def test_a_part_that_counts_for_nothing_is_left_out_and_more_conversations_can_be_asked_for():
    weights = Completeness(needs=0, care=10, last_interactions=5)
    assert "needs" not in [one.part for one in score(FULL, weights).parts]
    assert part(FULL, "interactions", weights) == (9, Gap("not_logged", 2))
