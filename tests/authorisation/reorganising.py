"""Orders for the commands of reorganisations: each on a team of its own, with a manager and a salesperson."""

# ruff: noqa: ARG005 - every order is asked for in the same way

from datetime import date
from itertools import count

from sqlmodel import select

from db.access import SYSTEM
from db.commands.plan_reorganisation import plan_reorganisation
from db.models.reorganisations import Reorganisation
from db.run import run
from factories import change, hire, one, unit, unit_id

TEAMS = count(1)
TODAY, LATER = date(2026, 6, 30), date(2026, 7, 6)


def to_split(when=LATER):
    """An order that splits a new team in two."""
    number = next(TEAMS)
    here = unit(f"S{number}", parent=unit_id("D1"))
    people = [hire(f"team{number}.{role}", role, f"S{number}") for role in ("manager", "salesperson")]
    chief = hire(f"chief{number}", "manager", f"S{number}")
    return {
        "kind": "split",
        "effective_on": when,
        "reason": "架构调整",
        "unit_ids": [here],
        "people_ids": [people[1].person_id, chief.person_id],
        "into_id": None,
        "code": f"N{number}",
        "name": f"新{number}组",
        "region": "上海",
        "parent_id": unit_id("D2"),
    }


def planned(when=LATER):
    return run(plan_reorganisation, SYSTEM, **to_split(when))


def due():
    """One whose day has come and that was not carried out."""
    number = planned()
    change(Reorganisation, number, effective_on=TODAY)
    return number


def as_it_is(number, **more):
    version = one(select(Reorganisation.version).where(Reorganisation.id == number))
    return {"reorganisation_id": number, "version": version, **more}


def drawn(world, dice):
    """Plans of drawn people and units, in the world that the oracle reads."""
    for state in ("planned", "done", "withdrawn"):
        home, place = dice.sample([row["id"] for row in world["unit"] if "T" in row["code"]], 2)
        made = world.add("reorganisation", kind="merge", state=state, effective_on=LATER, reason="调", into_id=place,
                         code="", name="", region=None, parent_id=None, planned_on=TODAY, planned_by_id=None,
                         done_on=None, ended_on=None, ended_reason="", before="{}", after="{}", moved="{}",
                         version=1)  # fmt: skip
        world.add("reorganisation_unit", reorganisation_id=made, unit_id=home, closes=1)
        person = dice.choice(world["person"])["id"]
        waits = 1 if state == "planned" else None
        world.add("reorganisation_line", reorganisation_id=made, person_id=person, from_unit_id=home, pending=waits,
                  placement_id=None)  # fmt: skip


REORGANISING = {
    "plan_reorganisation": ("a", lambda of: to_split()),
    "run_reorganisation": ("a", lambda of: as_it_is(due())),
    "withdraw_reorganisation": ("a", lambda of: as_it_is(planned())),
    "undo_reorganisation": ("a", lambda of: as_it_is(planned(TODAY), reason="误操作")),
}
"""Command → who may, and an order."""
