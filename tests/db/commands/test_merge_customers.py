"""One customer recorded twice becomes one, everything moves, no figure changes, and it can all be taken back."""

import json
import os
import random
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from authorisation.world import kept, settled
from db.access import SYSTEM
from db.commands.add_comment import add_comment
from db.commands.add_customer import add_customer
from db.commands.change_customer import change_customer
from db.commands.close_activity import close_activity
from db.commands.keep_apart import keep_apart
from db.commands.merge_customers import merge_customers
from db.commands.set_tiers import set_tiers
from db.commands.undo_merge import undo_merge
from db.duplicates import AlreadyKnown
from db.errors import Denied, Invalid, Refusal, Stale
from db.merging import STAYS, UNKEYED, hanging
from db.models.customers import Contact, Customer, CustomerPrivate, Membership, Ownership
from db.models.every import load
from db.models.policies import Cost, Policy
from db.models.sales import Lead, Opportunity
from db.models.search import CustomerGram
from db.models.summaries import CustomersByOwner
from db.models.system import Audit
from db.models.talk import Comment
from db.models.work import Activity
from db.queries.customers import Asked, count_customers
from db.queries.duplicates import count_pairs, duplicate_pairs, merged_into, merges_into, twins
from db.queries.found_customers import found_customers
from db.rules.likeness import Likeness
from db.run import run
from db.scope import sees
from db.session import reading
from db.summaries import rebuild, refresh_first_policies
from factories import activity, change, company, contact, customer, hire, lead, member, one, opportunity, owner_of
from factories_money import claim, cost, policy

SEEDS = int(os.environ.get("BAOKE_MERGE_SEEDS", "6"))
CARD, OTHER_CARD = "110101199001011237", "11010119900307457X"


@pytest.fixture
def team(url):
    """Li and Wang sell in the team of Chen, in the department of Zhou; Far sells elsewhere."""
    company()
    named = {
        "li": ("李娜",),
        "wang": ("王敏",),
        "chen": ("陈经理", "manager"),
        "zhou": ("周总", "department_head", "D1"),
    }
    people = {login: hire(login, *rest, name=name) for login, (name, *rest) in named.items()}
    return people | {"far": hire("far", unit="D2T1"), "top": hire("top", "executive", "C")}


@pytest.fixture
def twice(team):
    """华东物流, recorded by Li with a policy, and by Wang with one of everything."""
    one_, two = (
        customer(team["li"], "华东物流有限公司", kind="organisation", phone="13800001234", since="2024-05-01"),
        0,
    )
    policy(one_, 1_000, "2026-01-01")
    two = customer(
        team["wang"],
        "华东物流",
        kind="organisation",
        phone="02155550000",
        since="2021-03-01",
        tags="长期合作",
        needs="要发票",
    )
    claim(policy(two, 2_000, "2023-01-01"), "2023-05-01", estimate=300)
    contact(two)
    opportunity(two)
    activity(two, "2026-07-02")
    lead("D1T1", team["wang"], customer_id=two, status="converted")
    cost(two, 80, "2026-03-01")
    run(add_comment, team["wang"], about="customer", record_id=two, text="老客户")
    run(summed, SYSTEM)
    return one_, two


def summed(session, actor) -> None:
    refresh_first_policies(session)
    rebuild(session)


def versions(*customers):
    return tuple(one(select(Customer.version).where(Customer.id == number)) for number in customers)


def merge(me, winner, loser, **order):
    return run(
        merge_customers, me, winner_id=winner, loser_id=loser, versions=versions(winner, loser),
        **{"reason": "同一家", **order},
    )  # fmt: skip


def counted(me):
    with reading(me) as session:
        return count_customers(session, me, Asked())


def of(model, customer_id):
    return one(select(sa.func.count()).select_from(model).where(model.customer_id == customer_id))


HANGS = (Contact, Policy, Opportunity, Activity, Comment, Cost, Lead)


def test_everything_of_the_one_moves_to_the_other_and_the_team_has_a_customer_less(team, twice):
    winner, loser = twice
    before, figures = counted(team["chen"]), sums()
    merge(team["chen"], winner, loser)
    assert [of(model, loser) for model in HANGS] == [0] * len(HANGS)
    assert [of(model, winner) for model in HANGS] == [1, 2, 1, 1, 1, 1, 1]
    assert counted(team["chen"]) == counted(team["top"]) == before - 1
    assert one(select(sa.func.sum(CustomersByOwner.customers))) == before - 1
    assert {**sums(), "new_customers": 0} == {**figures, "new_customers": 0}
    assert one(select(Customer.known_since).where(Customer.id == winner)) == date(2021, 3, 1)
    with reading(team["wang"]) as session:
        assert session.exec(select(Customer.id).where(sees(team["wang"], Customer))).all() == []
    assert one(select(Activity.person_id).where(Activity.customer_id == winner)) == team["li"].person_id


def test_the_fields_that_were_chosen_are_taken_and_search_follows(team, twice):
    winner, loser = twice
    merge(team["chen"], winner, loser, take=["name", "phone"], join=["tags", "needs"])
    record = one(select(Customer).where(Customer.id == winner))
    assert (record.name, record.tags, record.needs, record.phone_mask) == (
        "华东物流",
        "长期合作",
        "要发票",
        "021****0000",
    )
    kept_numbers = one(select(CustomerPrivate).where(CustomerPrivate.customer_id == winner))
    assert kept_numbers.phone == "02155550000"
    assert kept_numbers.phone_hash == one(
        select(CustomerPrivate.phone_hash).where(CustomerPrivate.customer_id == loser)
    )
    number = one(select(Customer.number).where(Customer.id == loser))
    with reading(team["top"]) as session:
        assert found_customers(session, team["top"], "华东物流").ids == (winner,)
        assert found_customers(session, team["top"], number).ids == (winner,)
    assert one(select(sa.func.count()).select_from(CustomerGram).where(CustomerGram.record_id == winner)) > 0


def test_the_address_of_the_one_leads_to_the_other_for_who_sees_that(team, twice):
    winner, loser = twice
    merge(team["chen"], winner, loser)
    for me, led in (("li", True), ("top", True), ("wang", False), ("far", False)):
        with reading(team[me]) as session:
            found = merged_into(session, team[me], loser)
            assert (found == (winner, "华东物流有限公司")) is led
            assert [row.name for row in merges_into(session, team[me], winner)] == (["华东物流"] if led else [])


def test_who_may_write_both_merges_and_nobody_else(team, twice):
    winner, loser = twice
    out = customer(team["far"], "华东物流")
    for me in ("li", "wang", "far", "top"):
        with pytest.raises(Denied):
            merge(team[me], winner, loser)
    for pair in ((winner, out), (out, winner)):
        with pytest.raises(Denied):
            merge(team["chen"], *pair)
    with pytest.raises(Denied):
        run(keep_apart, team["chen"], customer_ids=(winner, out))
    with pytest.raises(Invalid):
        merge(team["chen"], winner, winner)
    with pytest.raises(Invalid):
        merge(team["chen"], winner, loser, reason=" ")
    with pytest.raises(Stale):
        run(merge_customers, team["chen"], winner_id=winner, loser_id=loser, versions=(1, 99), reason="同")
    merge(team["zhou"], winner, loser)
    with pytest.raises(Denied):
        merge(team["zhou"], winner, loser)


def test_a_member_of_both_stays_one_with_the_wider_right(team, twice):
    winner, loser = twice
    member(winner, team["far"])
    member(loser, team["far"], can_write=1)
    made = merge(team["chen"], winner, loser)
    rows = one(select(sa.func.count()).select_from(Membership).where(Membership.open == 1))
    wider = one(select(Membership.can_write).where(Membership.open == 1))
    assert (rows, wider) == (1, 1)
    run(undo_merge, team["chen"], merge_id=made)
    assert one(select(Membership.can_write).where(Membership.customer_id == winner)) == 0
    assert one(select(Membership.open).where(Membership.customer_id == loser)) == 1


def test_each_row_that_moved_stands_in_the_audit_without_a_personal_number(team, twice):
    winner, loser = twice
    merge(team["chen"], winner, loser, take=["phone"])
    with reading(SYSTEM) as session:
        rows = session.exec(select(Audit).where(Audit.command == "merge_customers")).all()
    moved = {row.record_table for row in rows}
    assert moved >= {"customer", "customer_private", "ownership", "policy", "contact", "opportunity", "cost", "lead"}
    assert "merged_row" not in moved
    assert "02155550000" not in json.dumps([row.change for row in rows])


def test_undo_gives_back_what_was_and_keeps_what_came_since(team, twice):
    winner, loser = twice
    before = rows_now()
    made = merge(team["chen"], winner, loser, take=["name", "phone"], join=["tags"])
    opportunity(winner)
    work = one(select(Activity).where(Activity.customer_id == winner))
    run(close_activity, team["li"], activity_id=work.id, version=work.version, status="done", outcome="谈妥")
    done = run(undo_merge, team["chen"], merge_id=made)
    assert (done.customer_id, done.owner_id) == (loser, team["wang"].person_id)
    assert done.stays == {"opportunity": 1}
    assert of(Opportunity, winner) == of(Opportunity, loser) == 1
    assert one(select(Activity.outcome).where(Activity.customer_id == loser)) == "谈妥"
    after = rows_now()
    assert {name: after[name] for name in ("customer", "customer_private", "policy", "contact", "cost")} == {
        name: before[name] for name in ("customer", "customer_private", "policy", "contact", "cost")
    }
    assert one(select(CustomersByOwner.customers).where(CustomersByOwner.person_id == team["wang"].person_id)) == 1
    with pytest.raises(Refusal):
        run(undo_merge, team["chen"], merge_id=made)


def test_undo_is_refused_where_it_would_overwrite_and_says_what(team, twice):
    winner, loser = twice
    made = merge(team["chen"], winner, loser, take=["name"])
    run(change_customer, team["li"], customer_id=winner, version=versions(winner)[0], name="华东物流集团")
    with pytest.raises(Invalid) as refused:
        run(undo_merge, team["chen"], merge_id=made)
    assert set(refused.value.fields) == {"name"}
    third = customer(team["li"], "华东")
    before = rows_now()
    later = merge(team["chen"], third, winner)
    with pytest.raises(Denied):
        run(undo_merge, team["chen"], merge_id=made)
    with reading(team["li"]) as session:
        assert merged_into(session, team["li"], loser) == (third, "华东")
    run(undo_merge, team["chen"], merge_id=later)
    assert rows_now()["customer"] == before["customer"]


def test_who_has_left_is_given_nothing_by_undoing(team, twice):
    winner, loser = twice
    made = merge(team["chen"], winner, loser)
    from db.models.people import Person

    change(Person, team["wang"].person_id, active=0)
    done = run(undo_merge, team["chen"], merge_id=made)
    assert done.owner_id == owner_of(loser) == team["li"].person_id


def test_a_winner_below_the_loser_takes_its_place_in_the_tree(team):
    top, middle, low = (customer(team["li"], name, kind="organisation") for name in ("集团", "区域", "网点"))
    change(Customer, middle, parent_id=top)
    change(Customer, low, parent_id=middle)
    made = merge(team["chen"], low, top)
    parents = {number: one(select(Customer.parent_id).where(Customer.id == number)) for number in (low, middle)}
    assert parents == {low: None, middle: low}
    run(undo_merge, team["chen"], merge_id=made)
    parents = {number: one(select(Customer.parent_id).where(Customer.id == number)) for number in (low, middle)}
    assert parents == {low: middle, middle: top}


def test_twins_are_found_by_number_name_and_one_slip_within_sight_alone(team):
    li, chen = team["li"], team["chen"]
    mine = customer(li, "上海鼎盛贸易有限公司", kind="organisation", phone="13900001111")
    by_phone = customer(li, "别名", kind="organisation", phone="139 0000 1111")
    by_name = customer(li, "上海鼎盛贸易公司", kind="organisation")
    by_slip = customer(li, "上海鼎胜贸易有限公司", kind="organisation")
    customer(team["far"], "上海鼎盛贸易有限公司", kind="organisation", phone="13900001111")
    customer(li, "上海鼎盛贸易", kind="individual")
    with reading(chen) as session:
        found = {twin.id: twin.how for twin in twins(session, chen, mine)}
        listed = {(row.one.id, row.other.id): row.how for row in duplicate_pairs(session, chen)}
    assert found == {by_phone: Likeness.PHONE, by_name: Likeness.NAME, by_slip: Likeness.NEAR_NAME}
    assert listed[mine, by_phone] == Likeness.PHONE
    assert (by_name, by_slip) in listed
    run(keep_apart, chen, customer_ids=(by_name, mine))
    run(keep_apart, chen, customer_ids=(mine, by_name))
    with reading(chen) as session:
        assert by_name not in {twin.id for twin in twins(session, chen, mine)}
        assert count_pairs(session, chen) == len(listed) - 1


def test_people_with_two_id_numbers_or_birthdays_are_two(team):
    li = team["li"]
    one_ = customer(li, "王伟", phone="13900001111", id_number=CARD)
    customer(li, "王伟", phone="13900001111", id_number=OTHER_CARD)
    third = customer(li, "王伟")
    with reading(li) as session:
        assert [(twin.id, twin.how) for twin in twins(session, li, one_)] == [(third, Likeness.NAME)]


# -- for any customers -------------------------------------------------------------------------------------------------

MADE_BY_THIS = {
    *("audit", "audit_end", "command_key", "customer_merge", "merged_row", "notice", "table_mark", "alembic_version")
}


def rows_now():
    """Every row by table and id, but for versions; of ownership who holds what today."""
    found = {}
    for table in SQLModel.metadata.tables.values():
        if table.name not in MADE_BY_THIS and not table.name.endswith("_gram"):
            rows = [{name: value for name, value in row.items() if name != "version"} for row in kept(table.name)]
            found[table.name] = sorted(map(str, rows))
    held = [(row["customer_id"], row["person_id"]) for row in kept("ownership") if not row["valid_to"]]
    found["ownership"] = sorted(held)
    return found


def sums():
    """The sums that are kept, by kind, of both tables."""
    total = {}
    for name in ("month_by_product", "month_by_person"):
        for row in kept(name):
            total[name, row["kind"]] = total.get((name, row["kind"]), 0) + row["amount"]
    return {key: value for key, value in total.items() if "new_customers" not in key[1]}


def ready(session, actor) -> None:
    refresh_first_policies(session)
    rebuild(session)


def merger(world):
    """Somebody who may write at least two customers, and two of those."""
    for me in world.actors():
        if me.role in ("manager", "department_head") and me.unit_id:
            with reading(me) as session:
                mine = session.exec(select(Customer.id).where(sees(me, Customer)).order_by(col(Customer.id))).all()
            held = {row["customer_id"] for row in kept("ownership") if not row["valid_to"] and _below(me, row)}
            writable = [number for number in mine if number in held]
            if len(writable) > 1:
                return me, writable
    return None, []


def _below(me, row):
    places = {one["person_id"]: one["unit_id"] for one in kept("placement") if not one["valid_to"]}
    return places.get(row["person_id"]) in me.units


@pytest.mark.parametrize("seed", range(300, 300 + SEEDS))
def test_merging_changes_no_sum_and_undoing_gives_back_every_row(url, seed):
    dice = random.Random(seed)  # noqa: S311
    world = settled(seed)
    run(ready, SYSTEM)
    me, mine = merger(world)
    if me is None:
        return
    winner, loser = dice.sample(mine, 2)
    fields = ["name", "region", "needs", "tags", "source", "phone", "email"]
    before, figures = rows_now(), sums()
    everybody = sum(row["customers"] for row in kept("customers_by_owner"))
    made = merge(me, winner, loser, take=dice.sample(fields, 3), join=dice.sample(["needs", "tags"], 1))
    assert sums() == figures
    assert sum(row["customers"] for row in kept("customers_by_owner")) == everybody - 1
    assert rebuilt() == 0
    run(undo_merge, me, merge_id=made)
    after = rows_now()
    assert {name for name in before if before[name] != after[name]} == set()
    assert rebuilt() == 0


def rebuilt():
    """How many rows of the summaries differ from those made anew."""
    names = ("month_by_product", "month_by_person", "customers_by_owner")
    there = [_plain(name) for name in names]
    run(ready, SYSTEM)
    return sum(len(set(old) ^ set(_plain(name))) for old, name in zip(there, names, strict=True))


def _plain(name):
    return [
        str(sorted(row.items())) for row in kept(name) if row.get("amount", row.get("customers")) or row.get("entries")
    ]


def test_every_table_that_hangs_on_a_customer_moves_or_is_named_as_staying():
    references = {
        f"{model.__tablename__}.{key.parent.name}"
        for model in load()
        for key in model.__table__.foreign_keys
        if key.target_fullname == "customer.id"
    }
    moving = {f"{table.name}.{name}" for table, name in hanging()}
    assert moving | STAYS >= references
    assert references >= STAYS
    assert all("id" in table.c for table, _name in hanging())
    assert set(UNKEYED) == {"customer_private"}
    assert Ownership.__tablename__ == "ownership"


def test_the_number_of_a_merged_customer_is_told_as_the_ones_that_it_is_now(team, twice):
    winner, loser = twice
    merge(team["chen"], winner, loser)
    with pytest.raises(AlreadyKnown) as told:
        run(add_customer, team["li"], name="新", kind="organisation", phone="02155550000")
    assert [(match.customer_id, match.owner) for match in told.value.matches] == [(winner, "李娜")]


def test_the_rule_of_tiers_stands_in_the_way_of_no_undoing(team, twice):
    winner, loser = twice
    change(Customer, loser, tier="high")
    made = merge(team["chen"], winner, loser)
    run(set_tiers, SYSTEM, today=date(2026, 6, 30), least_premium=10**9, least_policies=9)
    run(undo_merge, team["chen"], merge_id=made)
    assert one(select(Customer.merged_into_id).where(Customer.id == loser)) is None
