"""A handover on its way: taken anew, chosen by hand, signed by both sides, approved, carried out on its day, closed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from db.commands.approve_handover import approve_handover
from db.commands.choose_successor import choose_successor
from db.commands.close_handover import close_handover
from db.commands.freeze_handover import freeze_handover
from db.commands.note_line import note_line
from db.commands.open_handover import open_handover
from db.commands.propose_successors import propose_successors
from db.commands.sign_handover import sign_handover
from db.commands.undo_handover import undo_handover
from db.commands.withdraw_handover import withdraw_handover
from db.config import HOME
from db.day_steps import Steps
from db.errors import Denied, Invalid, Refusal, Stale
from db.handover_days import carry_out_due
from db.models.handovers import Handover, HandoverLine
from db.notice_text import page_of, sentence_of
from db.periods import today
from db.queries.customer_record import customer_record
from db.queries.handover_lines import handover_lines, handover_totals
from db.queries.handovers import handovers, one_handover, successors
from db.queries.inbox import notices
from db.run import run
from db.session import reading
from factories import activity, customer, day, hire, one, owner_of
from leaving import agreed, branch, carried_out, open_rows, state, version


@pytest.fixture
def team(url):
    return branch()


def begun(of, **more):
    made = run(open_handover, of.boss, leaver_id=of.leaver.person_id, reason="left", last_day=day("2026-07-31"), **more)
    run(freeze_handover, of.boss, handover_id=made, version=version(made))
    return made


def split(of, made, people=None):
    wanted = [one.person_id for one in people or of.takers]
    return run(propose_successors, of.boss, handover_id=made, version=version(made), people=wanted)


def line_of(made, customer_id):
    return one(select(HandoverLine).where(HandoverLine.handover_id == made, HandoverLine.customer_id == customer_id))


def test_one_handover_of_a_person_at_a_time(team):
    begun(team)
    with pytest.raises(Refusal) as refused:
        begun(team)
    assert refused.value.key == "handovers.open_already"


def test_the_proposal_balances_premium_and_leaves_what_was_chosen_by_hand(team):
    made = begun(team)
    assert split(team, made) == 4
    with reading(team.boss) as session:
        totals = handover_totals(session, team.boss, made)
    assert sorted(row.premium for row in totals) == [500_000, 500_000]
    ann, first = team.takers[0], team.mine[0]
    line = line_of(made, first)
    # 1,000 yuan in four instalments from 1 January, 250 paid: two are past, one of them open.
    assert (line.premium, line.receivable, line.overdue) == (100_000, 75_000, 25_000)
    assert line.next_expiry == day("2027-01-01")
    assert run(choose_successor, team.boss, handover_id=made, customer_ids=[first], person_id=ann.person_id) == 1
    assert split(team, made, [team.takers[1]]) == 3
    chosen = line_of(made, first)
    assert (chosen.successor_id, chosen.by_rule) == (ann.person_id, 0)


def test_a_list_taken_anew_keeps_notes_and_choices_and_drops_what_is_gone(team):
    made = begun(team)
    split(team, made)
    line = line_of(made, team.mine[0])
    run(note_line, team.leaver, line_id=line.id, version=line.version, note="爱喝茶")
    late = customer(team.leaver, "新来的")
    run(freeze_handover, team.boss, handover_id=made, version=version(made))
    assert line_of(made, team.mine[0]).note == "爱喝茶"
    assert line_of(made, team.mine[0]).successor_id == line.successor_id
    assert line_of(made, late).successor_id is None
    with pytest.raises(Refusal) as refused:
        run(sign_handover, team.leaver, handover_id=made, version=version(made))
    assert refused.value.key == "handovers.undecided"


def test_a_change_after_the_first_signature_asks_for_all_of_them_again(team):
    made = agreed(team)
    assert state(made) == "agreed"
    run(freeze_handover, team.boss, handover_id=made, version=version(made))
    assert state(made) == "agreed", "nothing has changed"
    run(choose_successor, team.boss, handover_id=made, customer_ids=team.mine[:1], person_id=team.takers[1].person_id)
    assert state(made) == "frozen"
    assert one(select(Handover.giver_signed_at).where(Handover.id == made)) is None


def test_whoever_leads_signs_for_a_leaver_who_cannot_and_nobody_for_a_successor(team):
    made = begun(team)
    split(team, made, team.takers[:1])
    order = {"handover_id": made}
    with pytest.raises(Denied):
        run(sign_handover, team.boss, version=version(made), **order)
    with pytest.raises(Denied):
        run(sign_handover, team.takers[0], version=version(made), for_leaver_reason="代签", **order)
    with pytest.raises(Invalid):
        run(sign_handover, team.boss, version=version(made), for_leaver_reason=" ", **order)
    run(sign_handover, team.boss, version=version(made), for_leaver_reason="已失联", **order)
    assert state(made) == "frozen"
    run(sign_handover, team.takers[0], version=version(made), **order)
    assert state(made) == "agreed"


def approval_over_three(tmp_path, monkeypatch):
    said = HOME.read_text("utf-8").replace("approval_over_customers    = 500", "approval_over_customers = 3")
    (tmp_path / "config.toml").write_text(said, "utf-8")
    monkeypatch.setenv("BAOKE_CONFIG", str(tmp_path / "config.toml"))


def test_a_large_book_waits_for_a_department_head_who_did_not_open_it(team, tmp_path, monkeypatch):
    approval_over_three(tmp_path, monkeypatch)
    made = agreed(team)
    assert state(made) == "frozen"
    with pytest.raises(Denied):
        run(approve_handover, team.boss, handover_id=made, version=version(made))
    run(approve_handover, team.head, handover_id=made, version=version(made))
    assert state(made) == "agreed"
    other = branch_of_head(team)
    with pytest.raises(Refusal) as refused:
        run(approve_handover, team.head, handover_id=other, version=version(other))
    assert refused.value.key == "handovers.opened_by_you"


def branch_of_head(of):
    leaver = hire("second")
    customer(leaver)
    made = run(open_handover, of.head, leaver_id=leaver.person_id, reason="moved", last_day=day("2026-07-31"))
    run(freeze_handover, of.head, handover_id=made, version=version(made))
    run(propose_successors, of.head, handover_id=made, version=version(made), people=[of.takers[0].person_id])
    return made


def test_an_agreed_handover_is_carried_out_on_its_day_and_not_before(team):
    made = agreed(team)
    assert carry_out_due(today(), Steps()) == 0
    assert carry_out_due(day("2026-07-31"), Steps()) == 1
    assert state(made) == "done"
    assert not any(open_rows(team.leaver).values())
    assert carry_out_due(day("2026-08-01"), Steps()) == 0


def test_it_is_closed_when_each_customer_was_met_or_with_a_reason(team):
    made = agreed(team)
    carried_out(team, made)
    with pytest.raises(Refusal) as refused:
        run(close_handover, team.boss, handover_id=made, version=version(made))
    assert refused.value.fields == {"reason": "handovers.too_early"}
    for number in team.mine:
        activity(number, today(), owner_of(number), status="done")
    with reading(team.boss) as session:
        row = one_handover(session, team.boss, made)
        assert (row.contacted, row.customers, row.successors, row.signed) == (4, 4, 2, 2)
        assert all(line.first_contact_on == today() for line in handover_lines(session, team.boss, made))
    seen = version(made)
    run(close_handover, team.boss, handover_id=made, version=seen)
    for known in (seen, version(made)):
        with pytest.raises(Refusal) as refused:
            run(undo_handover, team.boss, handover_id=made, version=known, reason="误操作")
        assert refused.value.key == "handovers.closed"
    assert state(made) == "closed"


def test_withdrawn_it_moves_nothing_and_another_may_begin(team):
    made, before = agreed(team), open_rows()
    run(withdraw_handover, team.boss, handover_id=made, version=version(made))
    assert open_rows() == before
    with pytest.raises(Refusal):
        carried_out(team, made)
    begun(team)


def test_a_successor_sees_their_own_lines_and_the_leaver_all(team):
    made = agreed(team)
    for who, customers in ((team.takers[0], 2), (team.leaver, 4), (team.boss, 4), (team.head, 4)):
        with reading(who) as session:
            assert len(handover_lines(session, who, made)) == customers
    with reading(team.far) as session:
        assert handovers(session, team.far) == []
    with reading(team.boss) as session:
        assert team.leaver.person_id not in {one.id for one in successors(session, team.boss, made)}


def test_a_successor_signs_for_customers_they_are_told_by_name(team):
    made = begun(team)
    run(choose_successor, team.boss, handover_id=made, customer_ids=team.mine[:2], person_id=team.takers[0].person_id)
    # Two are nobody's yet: nothing is out for signing.
    assert shown_to(team.takers[0], made) == [(None, False), (None, False)]
    run(choose_successor, team.boss, handover_id=made, customer_ids=team.mine[2:], person_id=team.takers[1].person_id)
    assert shown_to(team.takers[0], made) == [("客户甲0", False), ("客户甲1", False)]
    assert shown_to(team.takers[1], made) == [("客户甲2", False), ("客户甲3", False)]
    with reading(team.takers[0]) as session, pytest.raises(Denied):
        customer_record(session, team.takers[0], team.mine[0])
    with reading(replace(team.takers[0], seen_by=team.boss)) as session:
        assert {row.customer for row in handover_lines(session, session.actor, made)} == {"客***"}
    run(withdraw_handover, team.boss, handover_id=made, version=version(made))
    assert shown_to(team.takers[0], made) == [(None, False), (None, False)]


def shown_to(me, made):
    """The name of each customer as a successor has it on the list, and whether its record opens."""
    with reading(me) as session:
        return [(row.customer, row.opens) for row in handover_lines(session, me, made, sort="name")]


def test_nobody_far_nor_the_leaver_is_a_successor_and_an_old_page_is_refused(team):
    made = begun(team)
    with pytest.raises(Denied):
        split(team, made, [team.far])
    with pytest.raises(Invalid):
        split(team, made, [team.leaver])
    old = version(made)
    split(team, made)
    with pytest.raises(Stale):
        run(propose_successors, team.boss, handover_id=made, version=old, people=[team.takers[0].person_id])
    with pytest.raises(Invalid):
        run(open_handover, team.head, leaver_id=team.boss.person_id, reason="left", last_day=today(),
            effective_on=today() - timedelta(1))  # fmt: skip


def test_who_hands_over_their_own_book_just_now_takes_no_other(team):
    ann, bob = team.takers
    run(open_handover, team.boss, leaver_id=ann.person_id, reason="long_leave", last_day=today())
    made = begun(team)
    with reading(team.boss) as session:
        assert ann.person_id not in {each.id for each in successors(session, team.boss, made)}
    with pytest.raises(Refusal) as refused:
        split(team, made, [bob, ann])
    assert refused.value.key == "handovers.leaving_too"
    assert split(team, made, [bob]) == 4


def test_all_of_it_is_left_to_the_rule_again(team):
    made, (_ann, bob) = begun(team), team.takers
    run(choose_successor, team.boss, handover_id=made, customer_ids=team.mine, person_id=bob.person_id)
    assert split(team, made) == 0
    people = [each.person_id for each in team.takers]
    assert run(propose_successors, team.boss, handover_id=made, version=version(made), people=people, anew=True) == 4
    assert {line_of(made, number).successor_id for number in team.mine} == set(people)


def test_a_last_day_of_long_ago_is_a_slip_of_the_hand(team):
    with pytest.raises(Invalid) as refused:
        run(open_handover, team.boss, leaver_id=team.leaver.person_id, reason="left", last_day=day("2020-01-01"))
    assert refused.value.fields == {"last_day": "handovers.long_ago"}
    assert run(open_handover, team.boss, leaver_id=team.leaver.person_id, reason="left", last_day=day("2026-06-01"))


def told(person):
    with reading(person) as session:
        return [(sentence_of(row, "zh"), row.record.title, page_of(row)) for row in notices(session, person)]


def test_whoever_has_to_do_the_next_thing_is_told(team):
    made, (ann, _bob) = begun(team), team.takers
    way = ("handover", {"id": str(made)})
    listed = ("boss 清点了您的客户，请补齐资料并签字", "leaver", way)
    assert told(team.leaver) == [listed]
    split(team, made)
    split(team, made)
    assert told(ann) == [("boss 拟将一批客户交给您，请查看并签字", "leaver", way)]
    for each in (team.leaver, *team.takers):
        run(sign_handover, each, handover_id=made, version=version(made))
    assert told(team.boss)[0] == ("各方均已签字，交接等待生效", "leaver", way)
    carried_out(team, made, disable=False)
    assert told(ann)[0] == ("交接已生效，请尽快联系客户", "leaver", way)
    run(undo_handover, team.boss, handover_id=made, version=version(made), reason="不走了")
    assert told(ann)[0][0] == "boss 撤销了交接"


def test_who_signed_a_list_that_was_changed_since_is_told(team):
    made, (ann, bob) = begun(team), team.takers
    split(team, made)
    run(sign_handover, bob, handover_id=made, version=version(made))
    run(choose_successor, team.boss, handover_id=made, customer_ids=team.mine[:1], person_id=ann.person_id)
    assert "您的签字已失效" in told(bob)[0][0]
    assert not any("您的签字已失效" in said for said, _title, _way in told(ann))


def test_a_department_head_is_told_of_what_waits_for_their_approval(team, tmp_path, monkeypatch):
    approval_over_three(tmp_path, monkeypatch)
    made = begun(team)
    split(team, made)
    for each in (team.leaver, *team.takers):
        run(sign_handover, each, handover_id=made, version=version(made))
    assert told(team.head)[0][0] == "一份交接已经各方签字，等您批准"
    run(approve_handover, team.head, handover_id=made, version=version(made))
    assert told(team.boss)[0][0] == "各方均已签字，交接等待生效"


def test_what_was_agreed_with_somebody_who_left_since_is_agreed_anew(team):
    made, (ann, bob) = agreed(team), team.takers
    team.leaver, team.takers = ann, [bob]
    carried_out(team, agreed(team))
    with pytest.raises(Refusal) as refused:
        carried_out(team, made)
    assert (refused.value.key, "ann" in str(refused.value)) == ("handovers.taker_gone", True)
    run(propose_successors, team.boss, handover_id=made, version=version(made), people=[bob.person_id], anew=True)
    assert state(made) == "frozen"
