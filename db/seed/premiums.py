"""The demo's premium ledger: signed, due, received late or in time, returned, written off."""

from __future__ import annotations

from datetime import date, timedelta

from db.models.policies import Endorsement, PremiumKind
from db.rules.earning import returned
from db.rules.instalments import Due, overdue, schedule
from db.seed.dice import Dice, later
from db.seed.ledger import Ledger
from db.seed.world import Term, World

HABITS = {"prompt": 0.885, "late": 0.08, "slow": 0.023, "never": 0.012}


def book_premiums(world: World, ledger: Ledger) -> None:
    """Book the whole life of every policy up to today."""
    dice = world.dice("premiums")
    for term in world.terms:
        _Account(world, ledger, dice, term).book()


class _Account:
    """What one policy owes and has paid."""

    def __init__(self, world: World, ledger: Ledger, dice: Dice, term: Term) -> None:
        self.world, self.ledger, self.dice, self.term = world, ledger, dice, term
        self.dues: list[Due] = []
        self.paid = 0

    def book(self) -> None:
        """Signed first, then changes and the end, then the money in order of time."""
        term = self.term
        self._sign(term.signed_on, term.premium, term.inception, None)
        for due in schedule(term.premium, term.inception, term.parts):
            self._due(due.on, due.amount, term.signed_on, None)
        for change in term.changes:
            number = self._endorse(change.effective, change.signed_on, change.delta, change.reason)
            self._sign(change.signed_on, change.delta, change.effective, number)
            self._due(change.effective, change.delta, change.signed_on, number)
        if term.cancelled and term.ended_on:
            self._cancel(term.ended_on)
        self._pay()
        self._write_off()

    def _sign(self, on: date, amount: int, cover_on: date, endorsement: int | None) -> None:
        self._earning(PremiumKind.SIGN, on, amount, cover_on, endorsement)

    def _earning(self, kind: PremiumKind, on: date, amount: int, cover_on: date, endorsement: int | None) -> None:
        self.ledger.premium(
            self.term,
            kind,
            on,
            amount,
            endorsement_id=endorsement,
            cover_on=cover_on,
            from_day=cover_on.toordinal(),
            to_day=self.term.expiry.toordinal(),
        )

    def _due(self, on: date, amount: int, known_on: date, endorsement: int | None) -> None:
        self.dues.append(Due(on, amount))
        kind = PremiumKind.INSTALMENT
        self.ledger.premium(self.term, kind, on, amount, known_on=known_on, endorsement_id=endorsement)

    def _endorse(self, effective: date, signed_on: date, delta: int, reason: str) -> int:
        term = self.term
        number = f"E{term.id:07}-{len(self.dues)}"
        values = {"policy_id": term.id, "number": number, "effective": effective, "signed_on": signed_on}
        return self.world.rows.add(Endorsement, **values, premium_delta=delta, reason=reason)

    def _cancel(self, on: date) -> None:
        """Give back what is not earned: instalments still to come fall away first, the rest on the day."""
        term = self.term
        back = returned(term.premium, term.inception, term.expiry, on)
        back += sum(returned(each.delta, each.effective, term.expiry, on) for each in term.changes)
        number = self._endorse(on, on, -back, "客户退保")
        self._earning(PremiumKind.CANCELLATION, on, -back, on, number)
        for due in [due for due in self.dues if due.on > on]:
            gone = min(back, due.amount)
            back -= gone
            self._due(due.on, -gone, on, number)
        if back:
            self._due(on, -back, on, number)

    def _pay(self) -> None:
        """Each instalment is paid after its habit; what was paid too much after a return goes back."""
        term, unpaid_from = self.term, self._stops()
        for day, amount in sorted(self._moves(unpaid_from)):
            owed = sum(due.amount for due in self.dues if due.on <= day) - self.paid
            if amount < 0 and owed < 0:
                self.ledger.premium(term, PremiumKind.REFUND, day, -owed)
                self.paid += owed
            elif amount > 0 and owed > 0:
                received = min(amount, owed)
                self.ledger.premium(term, PremiumKind.RECEIPT, day, received)
                self.paid += received
        term.unpaid = sum(due.amount for due in self.dues if due.on < self.world.as_of) - self.paid
        late = overdue(self.dues, self.paid, self.world.as_of)
        term.unpaid_since = late[0].on if late else None

    def _stops(self) -> date | None:
        """Where cover lapsed: the day from which nothing was paid any more."""
        term = self.term
        if term.ended_on is None or term.cancelled:
            return None
        return max((due.on for due in self.dues if due.on <= later(term.ended_on, -60)), default=term.inception)

    def _moves(self, unpaid_from: date | None) -> list[tuple[date, int]]:
        moves = []
        habit = self.dice.among(HABITS)
        for due in self.dues:
            day = due.on if due.amount < 0 else due.on + timedelta(days=self._delay(habit))
            stopped = unpaid_from is not None and due.on >= unpaid_from
            if day <= self.world.as_of and not stopped:
                moves.append((day, due.amount))
        return moves

    def _delay(self, habit: str) -> int:
        dice = self.dice
        if habit == "never":
            return dice.choice((0, 0, 600))
        if habit == "slow":
            return dice.randrange(45, 260)
        return dice.randrange(8, 60) if habit == "late" or dice.chance(0.05) else dice.randrange(0, 7)

    def _write_off(self) -> None:
        """What a lapsed policy still owes is written off a month after cover ended."""
        term = self.term
        if term.ended_on is None or term.cancelled:
            return
        day = later(term.ended_on, 30)
        owed = sum(due.amount for due in self.dues) - self.paid
        if owed > 0 and day <= self.world.as_of:
            self.ledger.premium(term, PremiumKind.WRITE_OFF, day, owed, reason="保单失效，欠费核销")
            term.unpaid = 0
