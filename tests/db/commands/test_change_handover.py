"""The days and the reason of a handover are corrected until it is carried out; who signed others signs again."""

import pytest
from sqlmodel import select

from db.commands.change_handover import change_handover
from db.commands.open_handover import open_handover
from db.errors import Denied, Invalid, Refusal, Stale
from db.models.handovers import Handover
from db.models.system import Audit
from db.notice_text import sentence_of
from db.queries.inbox import notices
from db.run import run
from db.session import reading
from factories import day, one
from leaving import agreed, branch, carried_out, state, version


@pytest.fixture
def team(url):
    return branch()


def correct(of, made, last_day="2026-08-15", *, by=None, reason="left", **more):
    order = {"handover_id": made, "version": version(made), "reason": reason, "last_day": day(last_day)}
    return run(change_handover, by or of.boss, **order | more)


def the(made):
    return one(select(Handover).where(Handover.id == made))


def test_a_draft_gets_another_last_day_and_takes_effect_on_it(team):
    made = run(open_handover, team.boss, leaver_id=team.leaver.person_id, reason="left", last_day=day("2026-07-31"))
    correct(team, made, reason="moved")
    found = the(made)
    assert (found.reason, found.last_day, found.effective_on) == ("moved", day("2026-08-15"), day("2026-08-15"))
    assert found.state == "draft"
    correct(team, made, effective_on=day("2026-08-01"))
    assert the(made).effective_on == day("2026-08-01")
    row = one(select(Audit).where(Audit.command == "change_handover").order_by(Audit.id.desc()))
    assert "2026-08-01" in row.change


def test_with_the_days_the_signatures_fall_and_who_signed_is_told(team):
    made = agreed(team)
    correct(team, made)
    assert (state(made), the(made).giver_signed_at) == ("frozen", None)
    for who in (team.leaver, *team.takers):
        with reading(who) as session:
            told = [sentence_of(row, "zh") for row in notices(session, who)]
        assert any("签字已失效" in sentence for sentence in told)
    with pytest.raises(Refusal) as refused:
        carried_out(team, made)
    assert refused.value.key == "handovers.moved_on"


def test_what_changes_nothing_voids_nothing(team):
    made = agreed(team)
    with pytest.raises(Refusal) as refused:
        correct(team, made, "2026-07-31")
    assert refused.value.key == "handovers.same_days"
    assert state(made) == "agreed"


def test_a_day_that_cannot_be_is_refused_and_so_is_who_does_not_lead_it(team):
    made = agreed(team)
    with pytest.raises(Invalid) as refused:
        correct(team, made, effective_on=day("2020-01-01"))
    assert refused.value.fields == {"effective_on": "handovers.past"}
    with pytest.raises(Invalid) as refused:
        correct(team, made, "2020-01-01")
    assert refused.value.fields == {"last_day": "handovers.long_ago"}
    for other in (team.leaver, team.far, team.takers[0]):
        with pytest.raises(Denied):
            correct(team, made, by=other)
    with pytest.raises(Stale):
        correct(team, made, version=1)
    carried_out(team, made)
    with pytest.raises(Refusal) as refused:
        correct(team, made)
    assert refused.value.key == "handovers.moved_on"
