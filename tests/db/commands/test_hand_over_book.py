"""A salesperson with something of every kind leaves: nothing is lost, nothing points at them, and it can be undone."""

import json
from datetime import timedelta

import pytest
from sqlmodel import col, select

from db.access import SYSTEM
from db.commands.assign_customer import assign_customer
from db.commands.disable_person import disable_person
from db.commands.mend_summaries import mend_summaries
from db.commands.plan_activity import plan_activity
from db.commands.settle_access import settle_access
from db.commands.undo_handover import undo_handover
from db.errors import Denied, Refusal
from db.models.customers import Customer, Membership, Ownership
from db.models.handovers import Handover
from db.models.people import Person
from db.models.policies import Credit
from db.models.sign_in import Credential
from db.models.system import Audit
from db.models.work import Activity
from db.periods import today
from db.queries.accounts import holdings
from db.queries.actors import actor_of
from db.queries.certificates import certificate, handover_checks
from db.queries.handover_lines import inventory
from db.queries.summary_faults import summary_faults
from db.run import run
from db.scope import sees
from db.session import reading
from db.sign_in.credentials import new_credential
from factories import change, customer, hire, one, owner_of, write
from leaving import agreed, as_of_now, branch, carried_out, open_rows, state, version


@pytest.fixture
def team(url):
    made = branch()
    write(new_credential(made.leaver.person_id, password_hash="x"))
    run(mend_summaries, SYSTEM)
    return made


def disable(of):
    admin = hire("admin", "admin", "C")
    current = one(select(Person.version).where(Person.id == of.leaver.person_id))
    run(disable_person, admin, person_id=of.leaver.person_id, version=current, today=today())


def credit():
    with reading(SYSTEM) as session:
        return sorted((row.id, row.person_id, row.share, row.amount, row.leads) for row in session.exec(select(Credit)))


def test_who_holds_something_of_every_kind_is_disabled_only_by_handing_it_over(team):
    before, booked = open_rows(team.leaver), credit()
    assert all(before.values()), "something of every kind"
    with pytest.raises(Refusal) as refused:
        disable(team)
    assert refused.value.key == "people.holds"
    made = agreed(team)
    assert state(made) == "agreed"
    carried_out(team, made)
    assert not any(open_rows(team.leaver).values())
    assert one(select(Person.active).where(Person.id == team.leaver.person_id)) == 0
    assert actor_of(team.leaver.person_id) is None
    assert credit() == booked
    with reading(SYSTEM) as session:
        assert summary_faults(session) == []


def test_the_certificate_shows_the_figures_of_before_and_each_invariant_kept(team):
    before = open_rows(team.leaver)
    made = agreed(team)
    carried_out(team, made)
    with reading(team.boss) as session:
        shown = certificate(session, team.boss, made)
        checks = {one.name: one for one in handover_checks(session, team.boss, made)}
        listed = {row.record_table: row.count for row in inventory(session, team.boss, made)}
    assert shown.intact
    assert all(check.holds for check in shown.checks)
    assert checks["items"].before == checks["items"].after == sum(len(rows) for rows in before.values())
    assert checks["customers"].before == 4
    # 1,000 + 2,000 + 3,000 + 4,000 yuan in force; 250 of each received; two of four instalments due, one paid.
    assert checks["premium_in_force"].before == checks["premium_in_force"].after == 1_000_000
    assert checks["receivable"].after == 900_000
    assert checks["overdue_premium"].after == 25_000 * (2 * 1 - 1 + 2 * 2 - 1 + 2 * 3 - 1 + 2 * 4 - 1)
    assert (checks["held"].after, checks["unreadable"].after) == (0, 0)
    assert listed == {name: len(rows) for name, rows in before.items()}
    assert sum(one.customers for one in shown.successors) == 4
    assert sum(one.premium for one in shown.successors) == 1_000_000


def test_each_successor_sees_every_customer_and_all_that_hangs_on_it(team):
    made = agreed(team)
    carried_out(team, made)
    for number in team.mine:
        owner = actor_of(owner_of(number))
        assert owner.person_id in {one.person_id for one in team.takers}
        with reading(owner) as session:
            mine = select(Activity.subject).where(Activity.customer_id == number, sees(owner, Activity))
            assert len(session.exec(mine).all()) == 2, "the visit of before as well as the planned one"
    # A member who may write goes on being one in the successor's person.
    joined = select(Membership.can_write).where(Membership.customer_id == team.theirs, col(Membership.open) == 1)
    assert one(joined) == 1


def test_one_row_in_the_audit_says_how_much_was_moved_and_its_digest(team):
    made = agreed(team)
    carried_out(team, made)
    told = json.loads(one(select(Audit.change).where(Audit.command == "hand_over_book", Audit.record_table == None)))  # noqa: E711
    assert told["moved"]["ownership"] == 4
    sealed = json.loads(one(select(Handover.after).where(Handover.id == made)))
    assert told["list"] == sealed["items_digest"]


def test_undone_everything_is_as_of_now_what_it_was(team):
    before = as_of_now()
    made = agreed(team)
    carried_out(team, made)
    assert as_of_now() != before
    undone = run(undo_handover, team.boss, handover_id=made, version=version(made), reason="人回来了")
    assert as_of_now() == before
    assert (undone.customers, undone.skipped) == (4, 0)
    assert one(select(Person.active).where(Person.id == team.leaver.person_id)) == 1
    assert one(select(Credential.password_hash).where(Credential.person_id == team.leaver.person_id)) is None
    with reading(SYSTEM) as session:
        assert summary_faults(session) == []
    # History was added to, not taken back: three rows of ownership for each customer.
    assert one(select(Ownership.id).where(Ownership.customer_id == team.mine[0]).offset(2)) is not None


def test_what_was_done_since_is_kept_and_what_was_handed_on_since_is_named(team):
    made = agreed(team)
    carried_out(team, made)
    on, stays = team.mine[0], team.mine[1]
    third = hire("carl")
    current = one(select(Customer.version).where(Customer.id == on))
    run(assign_customer, team.boss, customer_id=on, version=current, person_id=third.person_id, reason="专长")
    change(Activity, team.visits[1], status="done", done_on=today())
    new = run(
        plan_activity, actor_of(owner_of(stays)), customer_id=stays, kind="call", planned_on=today(), subject="新约"
    )
    undone = run(undo_handover, team.boss, handover_id=made, version=version(made), reason="误操作")
    assert undone.skipped_customers == [(on, "客户甲0")]
    assert owner_of(on) == third.person_id
    assert {owner_of(number) for number in team.mine[1:]} == {team.leaver.person_id}
    # What was done stays with who did it; what was planned since goes back with its customer.
    assert one(select(Activity.person_id).where(Activity.id == team.visits[1])) != team.leaver.person_id
    assert one(select(Activity.person_id).where(Activity.id == new)) == team.leaver.person_id
    assert one(select(Activity.person_id).where(Activity.id == team.visits[0])) == third.person_id


def test_a_list_that_no_longer_holds_is_refused_and_says_what_is_new(team):
    made = agreed(team)
    customer(team.leaver, "刚来的客户")
    before = as_of_now()
    with pytest.raises(Refusal, match="刚来的客户"):
        carried_out(team, made)
    assert as_of_now() == before
    assert state(made) == "agreed"


def test_work_that_came_since_to_a_listed_customer_goes_along(team):
    made = agreed(team)
    run(plan_activity, team.leaver, customer_id=team.mine[2], kind="call", planned_on=today(), subject="临走一约")
    carried_out(team, made)
    assert not any(open_rows(team.leaver).values())


def test_who_stays_may_read_what_they_handed_over_and_write_nothing(team):
    made = agreed(team, "moved")
    with pytest.raises(Refusal) as refused:
        carried_out(team, made)
    assert refused.value.key == "handovers.left_only"
    carried_out(team, made, disable=False)
    me = actor_of(team.leaver.person_id)
    with reading(me) as session:
        seen = set(session.exec(select(Customer.id).where(sees(me, Customer))))
    assert seen == set(team.mine)
    before = as_of_now()["members"]
    assert {row[2] for row in before if row[1] == me.person_id} == {0}
    assert run(settle_access, SYSTEM, today=today() + timedelta(29)) == (0, 0)
    assert run(settle_access, SYSTEM, today=today() + timedelta(30)) == (0, 4)
    assert not any(open_rows(team.leaver).values())


def test_who_leaves_reads_to_their_last_day_and_the_account_ends_whenever_it_is_asked(team):
    made, me = agreed(team), team.leaver.person_id
    carried_out(team, made, disable=False)
    left = (Membership.person_id == me, Membership.open == 1)
    assert one(select(Membership.until).where(*left)) == today() + timedelta(29)
    with reading(SYSTEM) as session:
        assert not holdings(session, me)
    disable(team)
    assert one(select(Membership.id).where(*left)) is None
    assert one(select(Person.active).where(Person.id == me)) == 0
    run(undo_handover, team.boss, handover_id=made, version=version(made), reason="不走了")
    assert one(select(Person.active).where(Person.id == me)) == 1
    assert owner_of(team.mine[0]) == me


def test_a_customer_that_went_on_and_came_back_to_the_successor_goes_back_too(team):
    made = agreed(team)
    carried_out(team, made)
    one_of = team.mine[0]
    successor = owner_of(one_of)
    other = next(each.person_id for each in team.takers if each.person_id != successor)
    for taker in (other, successor):
        at = one(select(Customer.version).where(Customer.id == one_of))
        run(assign_customer, team.boss, customer_id=one_of, version=at, person_id=taker, reason="调整")
    undone = run(undo_handover, team.boss, handover_id=made, version=version(made), reason="不走了")
    assert (undone.skipped, owner_of(one_of)) == (0, team.leaver.person_id)


def test_who_reads_what_they_handed_over_can_hand_over_again_and_leave(team):
    carried_out(team, agreed(team, "moved"), disable=False)
    team.mine = [customer(team.leaver, "新客户")]
    carried_out(team, agreed(team))
    assert not any(open_rows(team.leaver).values())
    assert one(select(Person.active).where(Person.id == team.leaver.person_id)) == 0


def test_a_membership_keeps_its_last_day_with_the_successor_and_when_it_comes_back(team):
    last = today() + timedelta(9)
    joined = (Membership.customer_id == team.theirs, Membership.open == 1)
    change(Membership, one(select(Membership.id).where(*joined)), until=last)
    made = agreed(team)
    carried_out(team, made)
    assert one(select(Membership.until).where(*joined)) == last
    run(undo_handover, team.boss, handover_id=made, version=version(made), reason="不走了")
    assert one(select(Membership.person_id).where(*joined)) == team.leaver.person_id
    assert one(select(Membership.until).where(*joined)) == last


def test_nobody_hands_over_their_own_book_or_that_of_another_team(team):
    made = agreed(team)
    other = hire("other", "manager", "D1T2")
    for who in (other, hire("far_head", "department_head", "D2")):
        with pytest.raises(Denied):
            carried_out(team, made, by=who)
    with pytest.raises(Denied):
        carried_out(team, made, by=team.leaver)
    carried_out(team, made, by=team.head)


def test_what_is_left_to_read_of_an_undone_handover_goes_to_nobody(team):
    made = agreed(team, "moved")
    carried_out(team, made, disable=False)
    kept = team.mine[0]
    other = next(each.person_id for each in team.takers if each.person_id != owner_of(kept))
    at = one(select(Customer.version).where(Customer.id == kept))
    run(assign_customer, team.boss, customer_id=kept, version=at, person_id=other, reason="调整")
    run(undo_handover, team.boss, handover_id=made, version=version(made), reason="不走了")
    reads = select(Membership.person_id).where(Membership.customer_id == kept, Membership.until.is_not(None))
    assert one(reads.where(Membership.open == 1)) == team.leaver.person_id
    carried_out(team, agreed(team))
    assert one(reads.where(Membership.open == 1)) is None
