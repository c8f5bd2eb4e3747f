"""What becomes of teams in a history: moved, merged, split, somebody moved by a plan; and taken back."""

from sqlmodel import select

import reorganised
from db.access import SYSTEM
from db.commands.undo_reorganisation import undo_reorganisation as undo
from db.models.reorganisations import Reorganisation
from db.run import run
from factories import one, unit_id
from history_orders import refused


def new_team(book, parent):
    """The order for another team, by the next code that is free."""
    code = next(f"N{number}" for number in range(1, 100) if f"N{number}" not in book.parents)
    return {"code": code, "name": f"新{code}组", "parent_id": unit_id(parent)}


def carry_out(book, kind, sources, goes, into=None, *, parent=None, fits=True, **more):
    """People of the sources go into a team that is there, or a new one of a department."""
    closing = [unit for unit in sources if unit != into] if kind in ("move", "merge") else []
    new = new_team(book, parent) if into is None else {"into_id": unit_id(into)}
    if not fits or any(done.unit in closing for done in book.handed.values()):
        refused(reorganised.plan, SYSTEM, kind, *sources, **new, **more)
        return
    made = reorganised.plan(SYSTEM, kind, *sources, **new, **more)
    book.reorganise(made, goes, into or new["code"], closing, parent=parent)


def move_team(book, team):
    """It needs a manager, whom it has or not."""
    goes = book.working_in(team)
    other = "D2" if book.parents[team] == "D1" else "D1"
    carry_out(book, "move", [team], goes, parent=other, fits=book.led(goes))


def merge_teams(book, one_team, other, *, anew):
    goes = book.working_in(one_team, *([other] if anew else []))
    fits = book.led(book.working_in(one_team, other))
    if anew:
        carry_out(book, "merge", [one_team, other], goes, parent=book.parents[one_team], fits=fits)
    else:
        carry_out(book, "merge", [one_team, other], goes, other, fits=fits)


def split_team(book, team, goes):
    """Where they go needs a manager, and where they come from keeps one if it had one."""
    stay = [name for name in book.working_in(team) if name not in goes]
    fits = book.led(goes) and book.led(stay)
    chosen = [book.people[name].number for name in goes]
    carry_out(book, "split", [team], goes, parent=book.parents[team], fits=fits, people_ids=chosen)


def place_by_plan(book, who, team):
    number, fits = book.people[who].number, book.people[who].unit != team
    carry_out(book, "person", [], [who], team, fits=fits, people_ids=[number])


def undo_reorganisation(book, made):
    """Not once somebody of it was placed anew, somebody came to the team that it made, or there is no place to go."""
    done = book.reorganised[made]
    at = one(select(Reorganisation.version).where(Reorganisation.id == made))
    order = {"reorganisation_id": made, "version": at, "reason": "误操作"}
    moved = any(book.people[name].unit is None or book.people[name].places != places
                for name, (_unit, places) in done.went.items())  # fmt: skip
    came = done.new and set(book.working_in(done.into)) - set(done.went)
    closed = any(unit not in book.teams | set(done.closed) for unit, _places in done.went.values())
    followed = done.new and any(each.unit == done.into for each in book.handed.values())
    if moved or came or closed or followed:
        refused(run, undo, SYSTEM, **order)
        return
    run(undo, SYSTEM, **order)
    book.undo_reorganising(made)
