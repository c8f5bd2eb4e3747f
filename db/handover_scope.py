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
from db.models.handovers import Handover, HandoverItem, HandoverLine, HandoverSigning
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
