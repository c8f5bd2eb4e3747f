"""Who owns, leads, sees and stands in, in plain sets that follow what happened and never look into a table."""

from dataclasses import dataclass, field

LEADERS = ("manager", "department_head")


@dataclass
class Colleague:
    """`unit` is None once they are gone; `places` counts how often they were placed."""

    number: int
    role: str
    unit: str | None
    places: int = 1


@dataclass(eq=False)
class Sight:
    """Of a customer that somebody else owns; `former` is what a handover left to its giver, and goes to nobody."""

    writes: bool = False
    former: bool = False


@dataclass
class Agreed:
    """What was signed for, and by whom."""

    leaver: str
    takers: set[str]
    stays: bool
    customers: set[int]


@dataclass
class Handed:
    """`passed` is each sight of the leaver's: of which customer, who took it, and what they were given for it."""

    leaver: str
    unit: str
    lines: dict[int, str]
    passed: list[tuple[int, Sight, str, Sight | None]]


@dataclass
class Reorganised:
    """`went` is where each came from, and their count of places once they were there."""

    into: str
    new: bool
    closed: list[str]
    went: dict[str, tuple[str, int]]


@dataclass
class Department:
    """People by name, units by code, customers by number, and what became of them."""

    parents: dict[str, str | None] = field(default_factory=dict)
    teams: set[str] = field(default_factory=set)
    people: dict[str, Colleague] = field(default_factory=dict)
    owners: dict[int, str] = field(default_factory=dict)
    sights: dict[tuple[int, str], Sight] = field(default_factory=dict)
    away: dict[int, tuple[str, str]] = field(default_factory=dict)
    agreed: dict[int, Agreed] = field(default_factory=dict)
    handed: dict[int, Handed] = field(default_factory=dict)
    reorganised: dict[int, Reorganised] = field(default_factory=dict)

    # -- what is so ----------------------------------------------------------------------------------------------

    def here(self, *roles):
        return [name for name, each in self.people.items() if each.unit and (not roles or each.role in roles)]

    def beside(self, name, *roles):
        """Everybody else of the same department."""
        mine = self.department(self.people[name].unit)
        return [each for each in self.here(*roles) if each != name and self.department(self.people[each].unit) == mine]

    def department(self, unit):
        """Right below the company: the unit, or the one that it is a team of."""
        above = self.parents[unit]
        return unit if self.parents.get(above) is None else above

    def working_in(self, *units):
        return [name for name, each in self.people.items() if each.unit in units]

    def led(self, names):
        return any(self.people[name].role == "manager" for name in names)

    def leaving(self):
        return {plan.leaver for plan in self.agreed.values()}

    def unlike(self, plan):
        """Whether a handover is not what was signed for: True, False, or "perhaps" where somebody's sight rested."""
        mine = {number for number, owner in self.owners.items() if owner == plan.leaver}
        sights = [sight for _number, sight in self.sights_of(plan.leaver) if not sight.former]
        if mine != plan.customers or any(self.people[name].unit is None for name in plan.takers):
            return True
        return bool(sights) and "perhaps"

    def below(self, unit):
        return {unit}.union(*(self.below(child) for child, parent in self.parents.items() if parent == unit))

    def theirs(self, name):
        """Customers of whom somebody is the owner, or leads the owner."""
        me = self.people[name]
        mine = {number for number, owner in self.owners.items() if owner == name}
        if me.role not in LEADERS:
            return mine
        led = self.below(me.unit)
        return mine | {number for number, owner in self.owners.items() if self.people[owner].unit in led}

    def serves(self, name):
        """Customers of those for whom somebody stands in: today's, whenever they became theirs."""
        absent = {away for away, mate in self.away.values() if mate == name}
        return {number for number, owner in self.owners.items() if owner in absent}

    def sees(self, name):
        return self.theirs(name) | self.serves(name) | {number for number, who in self.sights if who == name}

    def writes(self, name):
        told = {number for (number, who), sight in self.sights.items() if who == name and sight.writes}
        return self.theirs(name) | self.serves(name) | told

    # -- what happens --------------------------------------------------------------------------------------------

    def place(self, name, unit):
        self.people[name].unit = unit
        self.people[name].places += 1

    def leave(self, made, unit, lines, takers):
        """Customers go to those of the `lines`, and what the leaver was let see of others' to the `takers`."""
        plan = self.agreed.pop(made)
        leaver, passed = plan.leaver, []
        self.away = {cover: both for cover, both in self.away.items() if leaver not in both}
        self.owners |= lines
        for number, sight in self.sights_of(leaver):
            del self.sights[number, leaver]
            if not sight.former:
                taker = takers[number]
                passed.append((number, sight, taker, self._given(number, taker, sight)))
        self.handed[made] = Handed(leaver, unit, lines, passed)
        if plan.stays:
            self.sights |= {(number, leaver): Sight(former=True) for number in lines}
        else:
            self.people[leaver].unit = None

    def sights_of(self, name):
        return [(number, sight) for (number, who), sight in self.sights.items() if who == name]

    def _given(self, number, taker, sight):
        if self.owners[number] == taker or (number, taker) in self.sights:
            return None
        self.sights[number, taker] = Sight(sight.writes)
        return self.sights[number, taker]

    def undo_leaving(self, made):
        """Back goes what is still with its successor; the rest was handed on since, and stays."""
        done = self.handed.pop(made)
        if self.people[done.leaver].unit is None:
            self.place(done.leaver, done.unit)
        back = {number for number, taker in done.lines.items() if self.owners[number] == taker}
        self.owners |= dict.fromkeys(back, done.leaver)
        for number in back:
            self.sights.pop((number, done.leaver), None)
        for number, sight, taker, given in done.passed:
            if not given or self.sights.pop((number, taker), None):
                self.sights.setdefault((number, done.leaver), sight)

    def reorganise(self, made, goes, into, closing, *, parent=None):
        """With a `parent` the unit that they go to is a new one."""
        if parent is not None:
            self.parents[into] = parent
            self.teams.add(into)
        came = {name: self.people[name].unit for name in goes}
        for name in goes:
            self.place(name, into)
        self.teams -= set(closing)
        went = {name: (unit, self.people[name].places) for name, unit in came.items()}
        self.reorganised[made] = Reorganised(into, parent is not None, closing, went)

    def undo_reorganising(self, made):
        done = self.reorganised.pop(made)
        self.teams |= set(done.closed)
        for name, (unit, _places) in done.went.items():
            self.place(name, unit)
        if done.new:
            self.teams.discard(done.into)
