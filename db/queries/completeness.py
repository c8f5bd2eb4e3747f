"""How complete the records of customers are, of one or of thousands: the same nine statements for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import SQLModel

from db import completeness_parts as parts
from db.access import Actor
from db.completeness_facts import Asking, Found
from db.config import config
from db.memory import remembered
from db.models.claims import Claim
from db.models.customers import Contact, Customer, CustomerPrivate
from db.models.policies import Policy, PremiumEvent
from db.models.sales import Opportunity
from db.models.work import Activity
from db.periods import today
from db.proof import prove
from db.rights import reach
from db.rules.completeness import Score, score
from db.session import ActorSession

AT_ONCE = 5_000
NEEDED: tuple[type[SQLModel], ...] = (
    Customer, CustomerPrivate, Contact, Policy, PremiumEvent, Claim, Opportunity, Activity,
)  # fmt: skip


def scores_completeness(actor: Actor) -> bool:
    """Whether the actor's role sees all that a score is made of: it is the same for all who are told it."""
    return all(reach(actor, model) is not None for model in NEEDED)


def completeness(session: ActorSession, actor: Actor, customers: Sequence[int]) -> dict[int, Score]:
    """The score of each of these customers that is in sight, by its id; none for a role that sees but parts of it."""
    if not scores_completeness(actor):
        return {}
    found: dict[int, Score] = {}
    for start in range(0, len(customers), AT_ONCE):
        found |= _scores(session, actor, customers[start : start + AT_ONCE])
    return found


def customer_completeness(session: ActorSession, actor: Actor, customer_id: int) -> Score | None:
    """The score of one customer, for its page; None where there is none to be told."""

    def work_out() -> Score | None:
        return completeness(session, actor, [customer_id]).get(customer_id)

    return remembered(session, ("completeness", customer_id, today()), work_out)


def _scores(session: ActorSession, actor: Actor, customers: Sequence[int]) -> dict[int, Score]:
    weights, day = config().handover.completeness, today()
    whose, known = prove(session, actor, customers, "completeness", lambda place: parts.known(actor, place))
    if not known:
        return {}
    found = Found.of(Asking(session, actor, whose, day, weights.last_interactions))
    return {row[0]: score(found.facts(row), weights) for row in known}
