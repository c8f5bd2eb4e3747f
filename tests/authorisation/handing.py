"""Orders for the commands of handovers: each on a leaver of its own, in the team of a scene's owner."""

from datetime import date
from itertools import count

from sqlmodel import select

from db.access import SYSTEM
from db.commands.freeze_handover import freeze_handover
from db.commands.hand_over_book import hand_over_book
from db.commands.open_handover import open_handover
from db.commands.propose_successors import propose_successors
from db.commands.sign_handover import sign_handover
from db.commands.withdraw_handover import withdraw_handover
from db.models.handovers import Handover, HandoverLine
from db.models.people import Placement, Role
from db.run import run
from factories import customer, hire, one, owner_of, unit_id

LEAVERS = count(1)
LAST = date(2026, 7, 31)


def leaver_of(of):
    """Somebody new in the team of the scene's owner, with one customer."""
    home = one(select(Placement.unit_id).where(Placement.person_id == owner_of(of.customer)))
    code = "D1T1" if home == unit_id("D1T1") else "D2T1"
    made = hire(f"leaver{next(LEAVERS)}", unit=code)
    customer(made)
    return made


def opened(of):
    """A handover in the system's name, so that any leader may go on with it; salespeople give their own."""
    mine = of.me.role is Role.SALESPERSON and of.me.person_id == owner_of(of.customer)
    leaver = of.me if mine else leaver_of(of)
    under_way = (Handover.leaver_id == leaver.person_id, Handover.open == 1)
    if before := one(select(Handover.id).where(*under_way)):
        run(withdraw_handover, SYSTEM, handover_id=before, version=version_of(before))
    return run(open_handover, SYSTEM, leaver_id=leaver.person_id, reason="left", last_day=LAST)


def frozen(of, *, split=True):
    made = opened(of)
    run(freeze_handover, SYSTEM, handover_id=made, version=version_of(made))
    if split:
        run(propose_successors, SYSTEM, handover_id=made, version=version_of(made), people=[of.taker])
    return made


def signed(of):
    made = frozen(of)
    run(sign_handover, SYSTEM, handover_id=made, version=version_of(made), for_leaver_reason="当面签署")
    return made


def done(of):
    made = signed(of)
    run(hand_over_book, SYSTEM, handover_id=made, version=version_of(made), disable=False)
    return made


def version_of(made):
    return one(select(Handover.version).where(Handover.id == made))


def as_it_is(made, **more):
    return {"handover_id": made, "version": version_of(made), **more}


def opening(of):
    return {"leaver_id": leaver_of(of).person_id, "reason": "left", "last_day": LAST}


def choosing(of):
    made = frozen(of, split=False)
    number = one(select(HandoverLine.customer_id).where(HandoverLine.handover_id == made))
    return {"handover_id": made, "customer_ids": [number], "person_id": of.taker}


def noting(of):
    made = frozen(of)
    line = one(select(HandoverLine).where(HandoverLine.handover_id == made))
    return {"line_id": line.id, "version": line.version, "note": "爱喝茶"}


def signing(of):
    """A salesperson signs their own side, a leader for the leaver."""
    said = None if of.me.role is Role.SALESPERSON else "已离岗"
    return as_it_is(frozen(of), for_leaver_reason=said)


HANDING = {
    "open_handover": ("mh", opening),
    "change_handover": ("mh", lambda of: as_it_is(opened(of), reason="moved", last_day=LAST)),
    "freeze_handover": ("mh", lambda of: as_it_is(opened(of))),
    "propose_successors": ("mh", lambda of: as_it_is(frozen(of, split=False), people=[of.taker])),
    "choose_successor": ("mh", choosing),
    "note_line": ("smh", noting),
    "sign_handover": ("smh", signing),
    "approve_handover": ("h", lambda of: as_it_is(frozen(of))),
    "hand_over_book": ("mh", lambda of: as_it_is(signed(of), disable=True)),
    "undo_handover": ("mh", lambda of: as_it_is(done(of), reason="误操作")),
    "withdraw_handover": ("mh", lambda of: as_it_is(opened(of))),
    "close_handover": ("mh", lambda of: as_it_is(done(of), reason="客户已搬走")),
}
