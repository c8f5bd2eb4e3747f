"""What somebody sees of a handover, read at once; which side of it they stand on, and who signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db.access import Actor
from db.queries.certificates import Certificate, certificate
from db.queries.handover_lines import TotalRow, handover_totals
from db.queries.handovers import HandoverRow, one_handover, out_for_signing
from db.rights import may
from db.session import reading


@dataclass(frozen=True)
class Party:
    """Somebody who signs: the leaver, or a successor."""

    side: str
    person_id: int
    name: str
    signed: bool


@dataclass(frozen=True)
class Seen:
    """The handover as who asks sees it: they lead it, are its leaver, or take over some of its customers."""

    row: HandoverRow
    totals: Sequence[TotalRow]
    paper: Certificate
    leads: bool
    leaves: bool
    takes: bool
    signable: bool
    """Whether the list is out for signing: each entry of it, in sight or not, is for somebody."""

    @property
    def whole(self) -> bool:
        """Whether all of the lines are in sight."""
        return not self.takes or self.leads or self.leaves

    @property
    def parties(self) -> list[Party]:
        """Who signs, as far as in sight: the leaver first."""
        row = self.row
        takers = [
            Party("taker", one.successor_id, one.successor or "", one.signed) for one in self.totals if one.successor_id
        ]
        return [Party("giver", row.leaver_id, row.leaver, row.giver_signed_at is not None), *takers]

    def waits_for(self, me: Actor) -> bool:
        """Whether who asks has yet to sign."""
        mine = [party.signed for party in self.parties if party.person_id == me.person_id]
        return not all(mine) if mine else self.takes


def without(row: HandoverRow) -> int:
    """How many customers have no successor yet."""
    return row.customers - row.decided


def seen(me: Actor, handover_id: int) -> Seen | None:
    """All of it; None where no such handover is in sight."""
    with reading(me) as session:
        row = one_handover(session, me, handover_id)
        if row is None:
            return None
        totals = handover_totals(session, me, handover_id)
        paper = certificate(session, me, handover_id)
        signable = out_for_signing(session, me, handover_id)
    leaves = row.leaver_id == me.person_id
    leads = may(me, "open_handover") and row.unit_id in me.units and not leaves
    takes = any(one.successor_id == me.person_id for one in totals)
    # Who sells, and neither leads nor leaves, sees it for something that is to be theirs, be it a lead alone.
    takes = takes or (may(me, "sign_handover") and not leads and not leaves)
    return Seen(row, totals, paper, leads=leads, leaves=leaves, takes=takes, signable=signable)
