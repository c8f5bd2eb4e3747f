"""Households and groups: who stands under whom, never in a circle, and shown as far as each one sees."""

import pytest
from sqlmodel import select

from db.commands.set_parent import set_parent
from db.errors import Denied, Invalid, Stale
from db.models.customers import Customer
from db.queries.family import family
from db.run import run
from db.session import reading
from factories import change, company, customer, hire, one
from factories_money import policy


@pytest.fixture
def group(url):
    """A group of three levels; one of its companies is of another department."""
    company()
    li, far = hire("li", name="李娜"), hire("far", unit="D2T1")
    names = {"top": "华东集团", "middle": "华东物流", "low": "华东物流宁川", "other": "华东置业"}
    made = {key: customer(li, name, kind="organisation") for key, name in names.items()}
    made["away"] = customer(far, "华东证券", kind="organisation")
    made["beyond"] = customer(li, "华东期货", kind="organisation")
    for child, above in (
        ("middle", "top"), ("low", "middle"), ("other", "top"), ("away", "top"), ("beyond", "away"),
    ):  # fmt: skip
        change(Customer, made[child], parent_id=made[above])
    return {"li": li, "far": far, "top_role": hire("boss", "executive", "C"), **made}


def put(me, child, above):
    version = one(select(Customer.version).where(Customer.id == child))
    return run(set_parent, me, customer_id=child, version=version, parent_id=above)


def tree(me, number):
    with reading(me) as session:
        return [(row.level, row.name) for row in family(session, me, number)]


def test_a_tree_is_shown_from_its_top_with_what_each_holds(group):
    policy(group["low"], 1_000, "2026-01-01")
    policy(group["low"], 500, "2020-01-01")
    li = group["li"]
    with reading(li) as session:
        rows = family(session, li, group["low"])
    assert [(row.level, row.name, row.policies, row.premium) for row in rows] == [
        (0, "华东集团", 0, 0),
        (1, "华东物流", 0, 0),
        (2, "华东物流宁川", 1, 100_000),
        (1, "华东置业", 0, 0),
    ]


def test_who_is_out_of_sight_is_neither_shown_nor_passed_through(group):
    assert tree(group["li"], group["beyond"]) == [(0, "华东期货")]
    assert tree(group["far"], group["away"]) == [(0, "华东证券")]
    assert tree(group["far"], group["top"]) == []
    assert (2, "华东期货") in tree(group["top_role"], group["top"])


def test_a_customer_is_put_under_another_and_taken_out(group):
    li = group["li"]
    put(li, group["other"], group["middle"])
    assert (2, "华东置业") in tree(li, group["top"])
    put(li, group["other"], None)
    assert tree(li, group["other"]) == [(0, "华东置业")]


def test_circles_other_kinds_and_customers_out_of_sight_are_refused(group):
    li, person = group["li"], customer(group["li"], "王伟")
    for child, above in (("top", "low"), ("top", "top"), ("middle", "low")):
        with pytest.raises(Invalid) as refused:
            put(li, group[child], group[above])
        assert refused.value.fields == {"parent": "family.circle"}
    # The circle would lead through a customer that Li does not see.
    with pytest.raises(Invalid):
        put(li, group["top"], group["beyond"])
    with pytest.raises(Invalid):
        put(li, person, group["top"])
    for child, above in (("other", "away"), ("away", "other")):
        with pytest.raises(Denied):
            put(li, group[child], group[above])
    with pytest.raises(Stale):
        run(set_parent, li, customer_id=group["other"], version=99, parent_id=None)


def test_a_circle_that_is_there_already_is_drawn_and_left(group):
    change(Customer, group["top"], parent_id=group["low"])
    assert len(tree(group["li"], group["middle"])) == 4
    put(group["li"], group["top"], None)
    assert tree(group["li"], group["low"])[0] == (0, "华东集团")
