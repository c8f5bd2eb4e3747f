"""Sign a handover: as who gives, as who takes, or for who cannot."""

from __future__ import annotations

from db.access import Actor
from db.errors import Denied, Refusal
from db.handover_notices import tell_leaders
from db.handover_steps import in_state, leads, settle_state, signed_by, takers, undecided
from db.models.handovers import Handover, HandoverSigning, HandoverState
from db.models.people import Role
from db.periods import now
from db.record import found, fresh
from db.rules.entries import reason_given
from db.run import WritingSession


def sign_handover(
    session: WritingSession, actor: Actor, *, handover_id: int, version: int, for_leaver_reason: str | None = None
) -> int:
    """Sign the actor's side; with a reason, whoever leads the unit signs for the leaver. The handover's version."""
    handover = found(session, actor, Handover, handover_id)
    people = takers(session, handover)
    given = for_leaver_reason is not None
    if not (leads(actor, handover) if given else actor.person_id in (handover.leaver_id, *people)):
        raise Denied("handovers.not_a_party")
    fresh(session, handover, version)
    in_state(handover, HandoverState.FROZEN)
    if items := undecided(session, handover):
        raise Refusal("handovers.undecided", items=items)
    if given or actor.person_id == handover.leaver_id:
        _give(handover, actor, for_leaver_reason)
        # The command line signs for everybody at once, and is on record with it.
        signing = people if actor.role is Role.SYSTEM else []
    else:
        signing = [actor.person_id]
    signed = _take(session, handover, signing)
    settle_state(session, handover, signed)
    if handover.giver_signed_at is not None and set(people) <= signed:
        tell_leaders(session, actor, handover, agreed=handover.state == HandoverState.AGREED)
    session.flush()
    return handover.version


def _give(handover: Handover, actor: Actor, reason: str | None) -> None:
    if reason is not None:
        handover.giver_reason = reason_given(reason, missing="handovers.reason_needed")
    elif handover.giver_signed_at is not None:
        raise Refusal("handovers.signed_already")
    handover.giver_signed_at, handover.giver_signed_by_id = now(), actor.person_id or None


def _take(session: WritingSession, handover: Handover, people: list[int]) -> set[int]:
    known = signed_by(session, handover)
    if known and people and set(people) <= known:
        raise Refusal("handovers.signed_already")
    for person in sorted(set(people) - known):
        session.add(HandoverSigning(handover_id=handover.id or 0, person_id=person, signed_at=now()))
    return known | set(people)
