"""What a handover leaves in the audit reads in words, in both languages."""

import pytest
from sqlmodel import select

from components.changes import in_a_line, said
from db.access import SYSTEM
from db.commands.freeze_handover import freeze_handover
from db.models.system import Audit
from db.names import Names
from db.run import run
from db.session import reading
from leaving import agreed, branch, carried_out, version


def told(command, table=None):
    with reading(SYSTEM) as session:
        asked = select(Audit).where(Audit.command == command)
        row = session.exec(asked.where(Audit.record_table == table).order_by(Audit.id.desc())).first()
        return in_a_line(said(Names.of(session), row))


@pytest.fixture
def team(url):
    return branch()


def test_counts_and_figures_of_a_handover_are_named(team):
    made = agreed(team)
    run(freeze_handover, team.boss, handover_id=made, version=version(made))
    carried_out(team, made)
    assert told("freeze_handover").endswith("清单新增未结记录: 0; 清单减少未结记录: 0")
    assert told("propose_successors").endswith("接手人: ann、bob")
    assert "移交数量: 客户 4、协办客户 1、未办活动 5" in told("hand_over_book")
    assert told("hand_over_book", "person") == "在用: 是 → 否"
    whole = told("hand_over_book", "handover")
    assert "交接前: 客户 4、未结记录 21、有效保费 10,000.00、" in whole
    assert "仍指向交出人 0" in whole
    assert "{" not in whole


def test_and_in_english(team, monkeypatch):
    monkeypatch.setattr("components.words.language", lambda: "en")
    made = agreed(team)
    carried_out(team, made)
    assert "Moved: Customers 4, Customers as a member 1" in told("hand_over_book")
