"""What the readers of reorganisations give to whom."""

from datetime import date, timedelta

from db.errors import Denied
from db.queries import goers, reorganisation_lines, reorganisations, units_on

DAY = date(2026, 6, 30)


def differs(found, wanted):
    return [] if found == wanted else [(found, wanted)]


def plans_listed(session, me, oracle, world):
    """Plans and who is in them for who keeps the units; of days to come others see the tree as it is today."""
    wanted = oracle.sees("reorganisation")
    yield from differs({row.id for row in reorganisations.reorganisations(session, me)}, wanted)
    for row in world["reorganisation"]:
        number = row["id"]
        lines = [one for one in world["reorganisation_line"] if one["reorganisation_id"] == number]
        named = {one["person_id"] for one in lines} if number in wanted else set()
        yield from differs({one.id for one in reorganisation_lines.lines_of(session, me, number)}, named)
        yield from differs(reorganisation_lines.account_of(session, me, number), [])
        for person in {one["person_id"] for one in lines if one["pending"]}:
            plan = reorganisations.planned_for(session, me, person)
            yield from differs(plan and plan.id, number if number in wanted else None)
        yield from differs(one_shown(session, me, number), number in wanted)
    ahead, now = (units_on.units_on(session, me, day) for day in (DAY + timedelta(30), DAY))
    yield from differs(ahead != now, me.role == "admin")
    everybody = [person["id"] for person in world["person"]]
    yield from differs(bool(goers.goers(session, me, people_ids=everybody)), me.role == "admin")


def one_shown(session, me, number):
    try:
        return reorganisations.one_reorganisation(session, me, number).id == number
    except Denied:
        return False


PLANNED = dict.fromkeys(
    (
        "goers.goers", "reorganisation_lines.account_of", "reorganisation_lines.lines_of",
        "reorganisations.full_names", "reorganisations.one_reorganisation", "reorganisations.planned_for",
        "reorganisations.reorganisations", "units_on.units_on",
    ),
    plans_listed,
)  # fmt: skip
