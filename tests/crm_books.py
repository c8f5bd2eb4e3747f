"""What hangs on whose book after an import of another CRM, by kind; and what somebody has done."""

from collections import Counter, defaultdict

from sqlmodel import col, select

from db.models.customers import Contact, Ownership
from db.models.import_records import ImportLink
from db.models.people import Person
from db.models.work import Activity
from motor_file import found


def whose():
    """The login of each customer's owner, by the customer's id."""
    named = dict(found(select(Person.id, Person.login)))
    owned = found(select(Ownership.customer_id, Ownership.person_id).where(col(Ownership.open) == 1))
    return {customer: named[person] for customer, person in owned}


def books():
    """For each owner how many customers, contacts, tasks, calls and events hang on their book."""
    owner, counted = whose(), defaultdict(Counter)
    contacts = dict(found(select(Contact.id, Contact.customer_id)))
    activities = dict(found(select(Activity.id, Activity.customer_id)))
    for part, record in found(select(ImportLink.part, ImportLink.record_id)):
        if part == "accounts":
            counted[owner[record]]["customers"] += 1
        else:
            counted[owner[(contacts if part == "contacts" else activities)[record]]][part] += 1
    return dict(counted)


def planned():
    """How many activities everybody has still to do, by login."""
    named = dict(found(select(Person.id, Person.login)))
    return Counter(named[person] for person in found(select(Activity.person_id).where(Activity.status == "planned")))


def done_by(login):
    """What somebody has done, as it was noted."""
    (person,) = found(select(Person.id).where(Person.login == login))
    rows = select(Activity.id, Activity.kind, Activity.done_on, Activity.outcome)
    over = rows.where(Activity.person_id == person, Activity.status != "planned").order_by(col(Activity.id))
    return [tuple(row) for row in found(over)]
