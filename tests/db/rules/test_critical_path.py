"""The chain that takes longest, by hand and against every chain there is; a circle is refused."""

import random
from datetime import date

import pytest

from db.rules.critical_path import (
    Circular,
    Step,
    Task,
    calendar,
    critical_path,
    in_order,
    likely_ends,
    waiting_behind,
)

# A survey (14 days) and a loss record (8) are both needed for the design (12); the price (6) waits for reinsurance
# (14) and, beside it, the wording (6) for the design alone: 14 + 12 + 14 + 6 = 46 days.
TENDER = (
    Step("survey", 14),
    Step("losses", 8),
    Step("design", 12, ("survey", "losses")),
    Step("reinsurance", 14, ("design",)),
    Step("wording", 6, ("design",)),
    Step("price", 6, ("reinsurance",)),
)


def test_the_longest_chain_of_a_tender():
    assert critical_path(TENDER) == ("survey", "design", "reinsurance", "price")


def test_of_equal_chains_the_first_given_is_named_and_nothing_has_no_chain():
    assert critical_path([Step("a", 3), Step("b", 3)]) == ("a",)
    assert critical_path([]) == ()


def test_what_is_waited_for_and_is_not_there_counts_as_through():
    assert critical_path([Step("price", 6, ("settled long ago",))]) == ("price",)


def drawn(seed):
    """Up to nine steps, each waiting for some of those before it, in any order."""
    dice = random.Random(seed)  # noqa: S311 - drawn cases
    names = range(dice.randint(1, 9))
    steps = [Step(key, dice.randint(0, 20), tuple(one for one in range(key) if dice.random() < 0.4)) for key in names]
    dice.shuffle(steps)
    return steps


def chains(steps):
    """Every chain of steps that there is, by trying all."""
    by_key = {step.key: step for step in steps}

    def ending(key):
        yield (key,)
        for before in by_key[key].after:
            yield from ((*chain, key) for chain in ending(before))

    for step in steps:
        yield from ending(step.key)


@pytest.mark.parametrize("seed", range(200))
def test_no_chain_is_longer_than_the_critical_path(seed):
    steps = drawn(seed)
    days = {step.key: step.days for step in steps}
    found = critical_path(steps)
    assert found in set(chains(steps))
    assert sum(days[key] for key in found) == max(sum(days[key] for key in chain) for chain in chains(steps))


@pytest.mark.parametrize("seed", range(50))
def test_a_circle_is_refused_wherever_it_is_closed(seed):
    steps = drawn(seed)
    longest = max(chains(steps), key=len)
    first, last = longest[0], longest[-1]
    closed = [Step(one.key, one.days, (*one.after, last)) if one.key == first else one for one in steps]
    with pytest.raises(Circular) as refused:
        critical_path(closed)
    assert set(longest) <= set(refused.value.keys)


@pytest.mark.parametrize("seed", range(50))
def test_what_is_waited_for_stands_before_what_waits(seed):
    after = {step.key: step.after for step in drawn(seed)}
    order = in_order(after)
    assert sorted(order) == sorted(after)
    assert all(order.index(one) < order.index(key) for key in after for one in after[key])


def test_a_calendar_sets_one_after_the_other():
    days = calendar(TENDER, date(2026, 7, 1))
    assert days["survey"] == (date(2026, 7, 1), date(2026, 7, 15))
    assert days["design"] == (date(2026, 7, 15), date(2026, 7, 27))
    assert days["price"] == (date(2026, 8, 10), date(2026, 8, 16))
    assert max(due for _start, due in days.values()) == date(2026, 7, 1).fromordinal(date(2026, 7, 1).toordinal() + 46)


def test_who_is_late_puts_off_all_that_waits():
    today = date(2026, 6, 30)
    tasks = [
        Task("file", date(2026, 6, 1), date(2026, 6, 10), settled_on=date(2026, 6, 12)),
        Task("survey", date(2026, 6, 10), date(2026, 6, 24), ("file",)),
        Task("report", date(2026, 6, 24), date(2026, 7, 1), ("survey",)),
        Task("legal", date(2026, 7, 20), date(2026, 7, 26), ("file",)),
    ]
    ends = likely_ends(tasks, today)
    # Late since the 24th, so at best today; its report takes seven days from then; the legal work has room.
    assert ends == {
        "file": date(2026, 6, 12),
        "survey": today,
        "report": date(2026, 7, 7),
        "legal": date(2026, 7, 26),
    }


def test_all_that_waits_behind_a_step_however_far():
    after = {step.key: step.after for step in TENDER}
    assert waiting_behind(after, "survey") == {"design", "reinsurance", "wording", "price"}
    assert waiting_behind(after, "price") == set()
