"""What can be done with a customer, for who may change it."""

from __future__ import annotations

from components.forms import sale as sale_forms
from components.forms.add_to_day import log_with
from components.forms.contacts import contact_form
from components.forms.customer import change_form
from components.forms.panel import Action, panel
from components.forms.plan import plan_form
from components.forms.serving import assign_form, member_form
from components.stages import in_language
from components.words import t
from db.access import Actor
from db.colleagues import sellers
from db.queries.colleagues import joining
from db.queries.customer_record import CustomerRecord
from db.queries.customers import regions
from db.queries.products import products
from db.session import reading

Colleague = tuple[int, str, str]


def customer_actions(me: Actor, record: CustomerRecord) -> None:
    """The row of actions; what a form offers to choose from is asked for when it is opened."""
    panel(me, panel_of(record.who.id), actions_with(me, record))


def actions_with(me: Actor, record: CustomerRecord) -> list[Action]:
    """What can be done with a customer, each with its form."""
    return [
        Action("plan_activity", t("work.plan"), ":material/event:", lambda: _plan(me, record)),
        Action("log_activity", t("day.log"), ":material/edit_note:", lambda: log_with(me, record.who.id)),
        Action("add_opportunity", t("sales.add"), ":material/add_chart:", lambda: _sale(me, record)),
        Action("change_customer", t("customers.change"), ":material/edit:", lambda: _change(me, record)),
        Action("add_contact", t("contacts.title"), ":material/contact_phone:", lambda: contact_form(me, record)),
        Action("add_member", t("customers.add_member"), ":material/group_add:", lambda: _member(me, record)),
        Action("assign_customer", t("customers.assign"), ":material/swap_horiz:", lambda: _assign(me, record)),
    ]


def panel_of(customer_id: int) -> str:
    """What the row of actions of a customer is known by."""
    return f"customer.{customer_id}.actions"


def _change(me: Actor, record: CustomerRecord) -> bool:
    with reading(me) as session:
        there = regions(session, me)
    return change_form(me, record, there)


def _plan(me: Actor, record: CustomerRecord) -> bool:
    open_sales = {sale.id: sale.title for sale in record.opportunities or () if sale.outcome == "open"}
    return plan_form(me, record.who.id, open_sales, _colleagues(me))


def _sale(me: Actor, record: CustomerRecord) -> bool:
    with reading(me) as session:
        sold = products(session)
    return sale_forms.add_form(me, record.who.id, {number: in_language(*names) for number, names in sold.items()})


def _member(me: Actor, record: CustomerRecord) -> bool:
    with reading(me) as session:
        people = joining(session)
    there = {record.owner.person_id, *(member.person_id for member in record.members if member.until is None)}
    return member_form(me, record.who.id, there, people)


def _assign(me: Actor, record: CustomerRecord) -> bool:
    return assign_form(me, record, _colleagues(me))


def _colleagues(me: Actor) -> list[Colleague]:
    with reading(me) as session:
        return sellers(session, me)
