"""Options of one name are told apart, since a widget knows an option by its name alone."""

from components.options import told_apart


def test_a_name_that_one_option_has_stands_as_it_is_and_shared_ones_say_which():
    names = {1: "丁晨雪", 2: "王伟", 3: "丁晨雪"}
    assert [*map(told_apart(names, names.__getitem__), names)] == ["丁晨雪 · 1", "王伟", "丁晨雪 · 3"]
    numbers = {1: "K002381", 3: "K902381"}
    shown = told_apart(names, names.__getitem__, lambda code: numbers.get(code, ""))
    assert [*map(shown, names)] == ["丁晨雪 · K002381", "王伟", "丁晨雪 · K902381"]


def test_what_is_no_option_any_more_is_called_as_before():
    assert told_apart([1], lambda code: f"no {code}")(2) == "no 2"
