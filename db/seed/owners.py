"""Who owned the demo's customers when: now and then a change, and the handover of the one who left."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from db.models.customers import Ownership
from db.seed.dice import Dice, later
from db.seed.world import Client, World


def make_owners(world: World) -> None:
    """Change owners as it happened, then note every ownership."""
    _reassign(world, world.dice("reassign"))
    _leave(world)
    for client in world.clients:
        _own(world, client)


def _reassign(world: World, dice: Dice) -> None:
    """Now and then a customer is given to a colleague."""
    for client in world.clients:
        day = dice.day(max(world.since, later(client.known_since, 60)), later(world.as_of, -10))
        if dice.chance(0.025) and client.known_since < day < world.as_of:
            owner = world.colleague(dice, client, day)
            if owner:
                client.owners.append((day, owner))


def _leave(world: World) -> None:
    """All that the leaver held goes to colleagues of the department, balanced by number, on the day after."""
    leaver, department = world.staff.leaver, world.staff.leaver.department
    if leaver.left_on is None or department is None:
        return
    day = leaver.left_on + timedelta(days=1)
    load: Counter[int] = Counter()
    successors = [one.id for one in world.staff.sellers(department.code) if one.left_on is None]
    for client in world.clients:
        if client.owner_on(day) == leaver.id:
            least = min(successors, key=lambda one: (load[one], one))
            load[least] += 1
            client.owners = [since for since in client.owners if since[0] < day] + [(day, least)]


def _own(world: World, client: Client) -> None:
    ends = [*(since for since, _person in client.owners[1:]), None]
    for at, ((since, person), end) in enumerate(zip(client.owners, ends, strict=True)):
        left = world.staff[client.owners[at - 1][1]].left_on if at else None
        reason = "开户" if at == 0 else "离职交接" if left and since == left + timedelta(days=1) else "客户调整"
        world.rows.add(
            Ownership, customer_id=client.id, person_id=person, valid_from=since, valid_to=end, reason=reason
        )
