"""The new facts that an activity brought: each is written where it belongs, and only what was not known counts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from db.access import Actor
from db.errors import Denied, Invalid
from db.hopes import Hopes, note_hopes
from db.models.customers import Contact, ContactRole, Customer, CustomerKind
from db.models.sales import Opportunity, Outcome
from db.models.work import Activity
from db.record import found
from db.rights import may
from db.rules.entries import clean, entered
from db.run import WritingSession
from db.scope import sees

FACTS = ("needs", "competitor", "premium", "contact", "next_step")
"""What counts as a new fact, in the order in which it is kept."""


@dataclass(frozen=True)
class Noted:
    """What somebody learned: needs of the customer, the competitor and the premium of the sale (fen), a new contact."""

    needs: str = ""
    competitor: str = ""
    premium: int | None = None
    contact: str = ""

    def __bool__(self) -> bool:
        return bool(clean(self.needs) or clean(self.competitor) or self.premium or clean(self.contact))


def keep_facts(session: WritingSession, actor: Actor, activity: Activity, noted: Noted) -> list[str]:
    """Write what was learned to the customer and the opportunity; the names of what is new."""
    if not noted:
        return []
    if not may(actor, "change_customer"):
        raise Denied("core.not_allowed")
    new = []
    if clean(noted.needs) and _needs(session, actor, activity, clean(noted.needs)):
        new.append("needs")
    if clean(noted.competitor) or noted.premium:
        new += _of_sale(session, actor, activity, noted)
    if clean(noted.contact) and _contact(session, actor, activity, clean(noted.contact)):
        new.append("contact")
    return new


def _needs(session: WritingSession, actor: Actor, activity: Activity, needs: str) -> bool:
    customer = found(session, actor, Customer, activity.customer_id)
    if needs in customer.needs:
        return False
    customer.needs = entered(Customer, needs=f"{customer.needs}\n{needs}".strip())["needs"]
    return True


def _of_sale(session: WritingSession, actor: Actor, activity: Activity, noted: Noted) -> list[str]:
    running = select(Opportunity).where(
        col(Opportunity.id) == activity.opportunity_id,
        col(Opportunity.outcome) == Outcome.OPEN,
        sees(actor, Opportunity),
    )
    sale = session.exec(running).first()
    if sale is None:
        wrong = {"competitor": clean(noted.competitor), "expected_premium": noted.premium}
        raise Invalid(fields={name: "work.no_sale" for name, value in wrong.items() if value})
    new, before = [], Hopes.of(sale)
    competitor = entered(Opportunity, competitor=noted.competitor)["competitor"]
    if competitor and competitor != sale.competitor:
        sale.competitor = competitor
        new.append("competitor")
    if noted.premium and noted.premium != sale.expected_premium:
        sale.expected_premium = entered(Opportunity, expected_premium=noted.premium)["expected_premium"]
        note_hopes(session, actor, sale, before)
        new.append("premium")
    return new


def _contact(session: WritingSession, actor: Actor, activity: Activity, name: str) -> bool:
    customer = found(session, actor, Customer, activity.customer_id)
    known = select(Contact.id).where(
        col(Contact.customer_id) == customer.id, col(Contact.name) == name, sees(actor, Contact)
    )
    if session.exec(known).first() is not None:
        return False
    role = ContactRole.FAMILY if customer.kind == CustomerKind.INDIVIDUAL else ContactRole.USER
    session.add(Contact(customer_id=activity.customer_id, role=role, **entered(Contact, name=name)))
    return True
