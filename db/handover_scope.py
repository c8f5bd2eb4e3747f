"""Who sees a handover: whoever leads the unit it is of, its leaver, and each successor what is meant for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import col, select

from db.access import Actor, Reach
from db.everything import Everything
from db.marks import among
from db.models.handovers import Handover, HandoverItem, HandoverLine, HandoverSigning, HandoverState
from db.rights import reach


def _whole(actor: Actor, far: Reach) -> Any:
    """Ids of the handovers of which the actor sees every line."""
    mine = col(Handover.leaver_id) == actor.person_id
    if far is Reach.UNITS:
        mine |= col(Handover.unit_id).in_(sorted(actor.units))
    return select(Handover.id).where(mine)


def _known(actor: Actor, far: Reach) -> Any:
    """Ids of the handovers that the actor leads, that are of what they hold, or that give them something."""
    lines = select(HandoverLine.handover_id).where(col(HandoverLine.successor_id) == actor.person_id)
    items = select(HandoverItem.handover_id).where(col(HandoverItem.successor_id) == actor.person_id)
    return sa.union(_whole(actor, far), lines, items)


def _handovers(actor: Actor, far: Reach, entity: Any) -> ColumnElement[bool]:
    return among(actor, entity.id, _known(actor, far))


def _parts(actor: Actor, far: Reach, entity: Any) -> ColumnElement[bool]:
    """Lines and items: all of a handover, or those for the actor."""
    model = sa.inspect(entity).mapper.class_
    of_whole = col(model.handover_id).in_(_whole(actor, far))
    return among(actor, entity.id, select(model.id).where(of_whole | (col(model.successor_id) == actor.person_id)))


def _signings(actor: Actor, far: Reach, entity: Any) -> ColumnElement[bool]:
    """Who signed is known to everybody who has a part in the handover."""
    ids = select(HandoverSigning.id).where(col(HandoverSigning.handover_id).in_(_known(actor, far)))
    return among(actor, entity.id, ids)


def _out_for_signing() -> Any:
    """Ids of the handovers whose lists both sides sign or have signed: nothing moved, and nothing is nobody's."""
    nobodys = select(HandoverItem.handover_id).where(col(HandoverItem.successor_id).is_(None))
    listed = col(Handover.state).in_((HandoverState.FROZEN, HandoverState.AGREED))
    return select(Handover.id).where(listed, col(Handover.id).not_in(nobodys))


def to_be_signed(actor: Actor, entity: Any) -> ColumnElement[bool]:
    """The handovers that the actor knows and whose lists are out for signing."""
    far = reach(actor, Handover)
    ids = _out_for_signing()
    if far is None:
        ids = ids.where(sa.false())
    elif far is not Reach.COMPANY:
        ids = ids.where(col(Handover.id).in_(_known(actor, far)))
    return among(actor, entity.id, ids)


def to_sign_for(actor: Actor, entity: Any) -> ColumnElement[bool]:
    """The customers that lists out for signing propose to the actor: who signs has to be told by name for whom.

    It names them and opens nothing: their records stay closed until they are the actor's.
    """
    proposed = select(HandoverLine.customer_id).where(
        col(HandoverLine.successor_id) == actor.person_id, col(HandoverLine.handover_id).in_(_out_for_signing())
    )
    return among(actor, entity.id, proposed if reach(actor, HandoverLine) else proposed.where(sa.false()))


PARTS: dict[Any, Callable[[Actor, Reach, Any], ColumnElement[bool]]] = {
    Handover: _handovers,
    HandoverLine: _parts,
    HandoverItem: _parts,
    HandoverSigning: _signings,
}


def in_handover(actor: Actor, entity: Any) -> ColumnElement[bool]:
    """The rows of a table of handovers that the actor sees."""
    model = sa.inspect(entity).mapper.class_
    far = reach(actor, model)
    if far is None:
        return among(actor, entity.id, select(sa.cast(sa.null(), entity.id.type)).where(sa.false()))
    if far is Reach.COMPANY:
        return Everything(actor, entity)
    return PARTS[model](actor, far, entity)
