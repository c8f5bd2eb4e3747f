"""`python -m db reorganise`: listed, shown and undone, with the refusals of the page."""

from datetime import date

import pytest

import reorganised as re
from cli.test_command_line import baoke, english, rows_of  # noqa: F401 - fixtures


@pytest.fixture
def of(url):
    return re.branch()


def test_a_move_is_listed_shown_and_taken_back(baoke, of):  # noqa: F811
    number = str(re.moved(of.admin))
    code, printed, _said = baoke("reorganise", "list", "--format", "csv")
    assert (code, rows_of(printed)[1][:3]) == (0, [number, "move", "done"])
    code, printed, said = baoke("reorganise", "show", number, "--format", "csv")
    assert code == 0
    assert {row[3] for row in rows_of(printed)[1:]} == {"yes"}
    assert "新一组: done, 3 people" in said
    assert baoke("reorganise", "undo", number, "--reason", "a mistake")[0] == 0
    assert re.place("li") == "D1T1"
    assert baoke("reorganise", "undo", number, "--reason", "again")[0] == 3


def test_a_plan_is_shown_with_who_goes(baoke, of):  # noqa: F811
    number = str(re.moved(of.admin, on=date(2026, 7, 1)))
    printed = baoke("reorganise", "show", number, "--format", "csv")[1]
    assert [row[0] for row in rows_of(printed)[1:]] == ["chen", "li", "wang"]
    code, _printed, said = baoke("reorganise", "undo", number, "--reason", "too early")
    assert (code, "withdraw it instead" in said) == (3, True)
    assert baoke("reorganise", "withdraw", number)[0] == 0
    assert baoke("reorganise", "withdraw", number)[0] == 3
    assert baoke("reorganise", "show", "99")[0] == 3
