"""Sales moved on the board, as its browser asks for it: the write, its history, and the board drawn anew."""

import json
import statistics
from contextlib import ExitStack

from tests.bench.client import Tab

BACK = (("decision", "quote"), ("quote", "needs"))
"""Moves that need no evidence: a stage back."""
LOGIN = "salesperson"


def cards(tab):
    """The cards of the board as it was drawn last, by stage."""
    drawn = tab.drawn.json or tab.drawn.mixed.json
    return {pile["id"]: pile["cards"] for pile in json.loads(drawn)["piles"]}


def moved(tab):
    """One card is put a stage back; milliseconds until the board stands there again with the card on its new pile."""
    here = cards(tab)
    stage, to = next(move for move in BACK if here[move[0]])
    card = here[stage][0]
    taken = tab.drop("opportunities", card, to, view="board")
    left = {one["id"] for one in cards(tab)[stage]}
    assert not tab.errors, tab.errors
    assert card["id"] not in left, f"{card['id']} still stands in {stage}"
    return taken


def stage_changes(floor, places, rounds):
    """Median milliseconds of the floor, and of a stage change at each place."""
    with ExitStack() as stack:
        least = stack.enter_context(Tab(floor.address))
        tabs = [stack.enter_context(Tab(place.address, place.cookie(LOGIN))) for place in places]
        for tab in tabs:
            tab.open("opportunities", view="board")
        floors, taken = [], [[] for _ in places]
        for _turn in range(rounds):
            floors.append(least.open())
            for tab, times in zip(tabs, taken, strict=True):
                times.append(moved(tab))
    return statistics.median(floors), [statistics.median(times) for times in taken]
