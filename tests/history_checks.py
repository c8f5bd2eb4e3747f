"""What has to be so after each event of a history: the database beside the plain sets."""

from sqlmodel import col, select

from db.access import SYSTEM
from db.models.customers import Customer, Ownership
from db.models.people import Person, Placement, Unit
from db.models.policies import Credit
from db.models.work import Activity
from db.periods import today
from db.queries.actors import ACTOR, PLACED, as_actor
from db.queries.orphans import orphans
from db.scope import sees, writable
from db.session import reading


def same(what, found, told):
    """A failing story says what differs."""
    assert found == told, f"{what}: the database has {found}, the book {told}"


def whole(book):
    """Nobody's customer is nobody's; owners and places are those of the book, and nobody works where nobody may."""
    with reading(SYSTEM) as session:
        same("orphans", orphans(session, today()), [])
        held = select(Ownership.customer_id, Ownership.person_id).where(Ownership.open == 1)
        owners = dict(session.exec(held).all())
        placed = select(Placement.person_id, Placement.unit_id).where(Placement.open == 1)
        units = dict(session.exec(select(Unit.id, Unit.code)).all())
        places = {person: units[unit] for person, unit in session.exec(placed)}
        active = set(session.exec(select(Person.id).where(Person.active == 1)))
        opened = set(session.exec(select(Unit.code).where(Unit.active == 1, Unit.kind == "team")))
        visits = session.exec(select(Activity.customer_id, Activity.person_id).where(Activity.open == 1)).all()
    names = {each.number: name for name, each in book.people.items()}
    same("owners", {number: names[person] for number, person in owners.items()}, book.owners)
    same("places", places, {each.number: each.unit for each in book.people.values() if each.unit})
    same("active", active, set(places))
    same("teams", opened, book.teams)
    in_sight = {each.number: book.sees(name) for name, each in book.people.items() if each.unit}
    same("visits out of sight", [each for each in visits if each[0] not in in_sight[each[1]]], [])


def as_told(book):
    """Everybody sees and may change what the book says."""
    actors = everybody()
    same("acting", set(actors), set(book.here()))
    for name, me in actors.items():
        with reading(me) as session:
            seen = dict(session.exec(select(Customer.id, writable(me, Customer)).where(sees(me, Customer))).all())
        same(f"{name} sees", set(seen), book.sees(name))
        same(f"{name} may change", {number for number, may in seen.items() if may}, book.writes(name))


def everybody():
    """All who are here as actors, by login."""
    with reading(SYSTEM) as session:
        found = select(*ACTOR).join(Placement, PLACED, isouter=True).where(Person.active == 1)
        return {row.login: as_actor(session, row) for row in session.exec(found).all()}


def credited():
    with reading(SYSTEM) as session:
        rows = session.exec(select(Credit).order_by(col(Credit.id)))
        return {row.id: (row.person_id, row.amount, row.share) for row in rows}
