"""Work that waits for other work: its order, the chain that takes longest, and when each part is likely over."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Step(Generic[Key]):
    """Something that takes so many days once all that it waits for is through."""

    key: Key
    days: int
    after: tuple[Key, ...] = ()


@dataclass(frozen=True)
class Task(Generic[Key]):
    """A step with its days in the calendar; `settled_on` once it is done or waived."""

    key: Key
    start: date
    due: date
    after: tuple[Key, ...] = ()
    settled_on: date | None = None


class Circular(ValueError):
    """Steps that wait for each other can never begin; `keys` are those that cannot."""

    def __init__(self, keys: Collection[object]) -> None:
        super().__init__(", ".join(map(str, keys)))
        self.keys = tuple(keys)


def in_order(after: Mapping[Key, Collection[Key]]) -> list[Key]:
    """The keys with what each waits for before it, else as they were given; raises Circular.

    What is waited for and is not among them counts as through.
    """
    order: dict[Key, None] = {}
    while len(order) < len(after):
        ready = [key for key in after if key not in order and all(one in order for one in after[key] if one in after)]
        if not ready:
            raise Circular([key for key in after if key not in order])
        order |= dict.fromkeys(ready)
    return list(order)


def critical_path(steps: Sequence[Step[Key]]) -> tuple[Key, ...]:
    """The chain of steps whose days add up to the most, the first step first; of equal ones the first given.

    Raises Circular.
    """
    by_key = {step.key: step for step in steps}
    chains: dict[Key, tuple[int, tuple[Key, ...]]] = {}
    for key in in_order({step.key: step.after for step in steps}):
        before = [chains[one] for one in by_key[key].after if one in by_key]
        days, chain = max(before, key=lambda one: one[0], default=(0, ()))
        chains[key] = days + by_key[key].days, (*chain, key)
    longest = max(chains.values(), key=lambda one: one[0], default=(0, ()))
    return longest[1]


def likely_ends(tasks: Sequence[Task[Key]], today: date) -> dict[Key, date]:
    """When each task is through: an open one neither before it is due nor in the past, and its own days after all that
    it waits for. Raises Circular.
    """
    by_key = {task.key: task for task in tasks}
    ends: dict[Key, date] = {}
    for key in in_order({task.key: task.after for task in tasks}):
        task = by_key[key]
        if task.settled_on is not None:
            ends[key] = task.settled_on
            continue
        begins = max([task.start, *(ends[one] for one in task.after if one in ends)])
        ends[key] = max(task.due, today, begins + (task.due - task.start))
    return ends


def waiting_behind(after: Mapping[Key, Collection[Key]], key: Key) -> set[Key]:
    """All that waits for a step, however far behind it."""
    found: set[Key] = set()
    grown = {key}
    while grown:
        grown = {one for one, before in after.items() if grown & set(before)} - found
        found |= grown
    return found


def calendar(steps: Sequence[Step[Key]], since: date) -> dict[Key, tuple[date, date]]:
    """The first and the due day of each step, one after the other, where work begins on a day. Raises Circular."""
    by_key = {step.key: step for step in steps}
    found: dict[Key, tuple[date, date]] = {}
    for key in in_order({step.key: step.after for step in steps}):
        begins = max([since, *(found[one][1] for one in by_key[key].after if one in found)])
        found[key] = begins, begins + timedelta(by_key[key].days)
    return found
