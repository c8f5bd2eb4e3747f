"""What an opportunity's next moves ask for, and what of it is not there yet."""

from __future__ import annotations

from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.models.sales import Opportunity
from db.models.work import Activity, ActivityStatus
from db.queries.opportunities import OpportunityRow
from db.queries.stage_milestones import stage_settled
from db.rules.stages import evidence_for, lacking
from db.scope import sees
from db.session import ActorSession


def kinds_done(session: ActorSession, actor: Actor, sale: OpportunityRow | Opportunity) -> set[str]:
    """The kinds of activity done for it, or its customer, since its stage began; "settled" if all milestones are."""
    done = select(Activity.kind).where(
        col(Activity.customer_id) == sale.customer_id,
        (col(Activity.opportunity_id) == sale.id) | col(Activity.opportunity_id).is_(None),
        col(Activity.status) == ActivityStatus.DONE,
        col(Activity.done_on) >= sale.stage_since,
        sees(actor, Activity, [sale.customer_id]),
    )
    kinds = {str(kind) for kind in session.exec(done)}
    return kinds | {"settled"} if stage_settled(session, actor, sale) else kinds


def missing_for(sale: OpportunityRow, done: set[str]) -> dict[str, tuple[str, ...]]:
    """For each stage an opportunity may move to, what is not there yet."""
    stages = config().stages.of(sale.kind)
    here = config().stages.stage(sale.kind, sale.stage)
    if here is None:
        return {stage.code: () for stage in stages if stage.code != sale.stage}
    return {code: lacking(evidence_for(stages, sale.stage, code), vars(sale), done) for code in here.next}
