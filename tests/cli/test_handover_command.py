"""`python -m db handover`: planned, carried out, shown and undone, with the sentences and refusals of the pages."""

import pytest

from cli.test_command_line import baoke, english, rows_of  # noqa: F401 - fixtures
from factories import customer, owner_of
from leaving import branch, open_rows


@pytest.fixture
def team(url):
    return branch()


def test_a_book_is_planned_handed_over_shown_and_taken_back(baoke, team):  # noqa: F811
    code, printed, said = baoke("handover", "plan", "leaver", "--to", "ann", "--to", "bob", "--format", "csv")
    assert code == 0
    assert {row[0] for row in rows_of(printed)[1:]} == {"ann", "bob"}
    assert "4 customers" in said
    code, _printed, said = baoke("handover", "run", "leaver")
    assert (code, "signed by both sides" in said) == (3, True)
    code, printed, said = baoke("handover", "run", "leaver", "--signed", "--disable", "--format", "csv")
    assert code == 0
    assert {row[3] for row in rows_of(printed)[1:]} == {"yes"}
    assert not any(open_rows(team.leaver).values())
    assert "is done" in baoke("handover", "show", "leaver")[2]
    code, _printed, said = baoke("handover", "undo", "leaver", "--reason", "he came back")
    assert (code, "4 customers went back" in said) == (0, True)
    assert owner_of(team.mine[0]) == team.leaver.person_id
    assert baoke("handover", "undo", "leaver", "--reason", "once more")[0] == 3


def test_what_is_new_since_the_list_is_said_and_a_list_taken_anew_takes_it(baoke, team):  # noqa: F811
    plan = ("handover", "plan", "leaver", "--to", "ann")
    baoke(*plan)
    customer(team.leaver, "Late Ltd")
    code, _printed, said = baoke("handover", "run", "leaver", "--signed")
    assert (code, "Late Ltd" in said) == (3, True)
    baoke(*plan)
    assert baoke("handover", "run", "leaver", "--signed")[0] == 0
    assert baoke("handover", "undo", "nobody", "--reason", "x")[0] == 2
    assert baoke("handover", "show", "ann")[0] == 3
