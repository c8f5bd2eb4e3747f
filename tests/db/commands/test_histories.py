"""Months of a company drawn by chance: people join, sell, move, fall ill, leave and come back, teams merge and split.

After each event the database is compared with the plain sets of plain_department.py. Of the tables themselves only
that is taken which a rule of its own decides and other tests look at: whom a handover proposes for what.
BAOKE_HISTORIES says how many are drawn; without it the same few each time.
"""

import os
from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

import history_draws as some
import history_handovers as handovers
import history_orders as order
import history_teams as reorder
from history_checks import as_told, credited, whole
from leaving import as_of_now
from plain_department import Department

pytestmark = pytest.mark.ci
DRAWN = "BAOKE_HISTORIES"
EVENTS = 20


class History(RuleBasedStateMachine):
    """A company of two departments, and the book of what it ought to be."""

    def __init__(self, fresh):
        super().__init__()
        self.database = ExitStack()
        self.database.enter_context(fresh())
        self.book, self.credit = Department(), {}
        order.begin(self.book)

    def teardown(self):
        self.database.close()

    # -- what there is to draw from ------------------------------------------------------------------------------

    def gone(self):
        return [name for name, each in self.book.people.items() if each.unit is None]

    def pairs(self):
        people = self.book.here(*some.SELLERS)
        return [(name, mate) for name in people for mate in self.book.beside(name, *some.SELLERS)]

    def assignable(self):
        owners = self.book.owners.items()
        return [(number, mate) for number, name in owners for mate in self.book.beside(name, *some.SELLERS)]

    def invitable(self):
        people = self.book.here(*some.SELLERS)
        known = {name: self.book.sees(name) for name in people}
        return [(number, name) for number in self.book.owners for name in people if number not in known[name]]

    def handing(self):
        """Who may hand over, each with those who may take: nobody who hands over already."""
        people = [name for name in self.book.here(*some.SELLERS) if name not in self.book.leaving()]
        beside = {name: [each for each in self.book.beside(name) if each in people] for name in people}
        return {name: others for name, others in beside.items() if others}

    # -- people --------------------------------------------------------------------------------------------------

    @rule(team=some.team(), role=st.sampled_from(["salesperson", "salesperson", "manager"]))
    def somebody_joins(self, team, role):
        order.join(self.book, team, role)

    @rule(who=some.somebody(), thousands=st.integers(1, 9))
    def somebody_sells(self, who, thousands):
        order.sell(self.book, who, thousands * 1_000)

    @rule(number=some.customer())
    def a_visit_is_planned(self, number):
        order.plan_visit(self.book, number)

    @precondition(pairs)
    @precondition(assignable)
    @rule(drawn=some.customer_and_colleague())
    def a_customer_is_given(self, drawn):
        order.assign(self.book, *drawn)

    @precondition(invitable)
    @rule(drawn=some.customer_and_stranger(), writes=st.booleans())
    def a_customer_is_shown(self, drawn, writes):
        order.invite(self.book, *drawn, writes=writes)

    @rule(who=some.somebody(), team=some.team(), by_plan=st.booleans())
    def somebody_moves(self, who, team, by_plan):
        (reorder.place_by_plan if by_plan else order.move)(self.book, who, team)

    @precondition(pairs)
    @rule(pair=some.two_people())
    def somebody_falls_ill(self, pair):
        order.stand_in(self.book, *pair)

    @precondition(lambda self: self.book.away)
    @rule(cover=some.cover())
    def somebody_recovers(self, cover):
        order.recover(self.book, cover)

    # -- handovers -----------------------------------------------------------------------------------------------

    @precondition(handing)
    @rule(people=some.leaver_and_takers(), stays=st.booleans())
    def somebody_agrees_to_hand_over(self, people, stays):
        handovers.agree(self.book, *people, stays=stays)

    @precondition(lambda self: self.book.agreed)
    @rule(made=some.agreed())
    def what_was_agreed_is_carried_out(self, made):
        handovers.carry_out(self.book, made)

    @precondition(handing)
    @rule(people=some.leaver_and_takers(), stays=st.booleans(), undone=st.booleans())
    def somebody_hands_over_at_once(self, people, stays, undone):
        before = as_of_now() if handovers.comes_back_whole(self.book, people[0]) else None
        made = handovers.agree(self.book, *people, stays=stays)
        handovers.carry_out(self.book, made)
        if undone:
            self.check()
            handovers.undo_handover(self.book, made)
            assert before is None or as_of_now() == before

    @precondition(lambda self: self.book.handed)
    @rule(made=some.handover())
    def a_handover_is_undone(self, made):
        handovers.undo_handover(self.book, made)

    @precondition(lambda self: self.book.handed)
    @rule(made=some.handover())
    def a_handover_is_closed(self, made):
        handovers.close_handover(self.book, made)

    @precondition(gone)
    @rule(who=some.gone(), team=some.team())
    def somebody_comes_back(self, who, team):
        order.come_back(self.book, who, team)

    # -- teams ---------------------------------------------------------------------------------------------------

    @rule(team=some.team())
    def a_team_goes_under_the_other_department(self, team):
        reorder.move_team(self.book, team)

    @precondition(lambda self: len(self.book.teams) > 1)
    @rule(teams=some.two_teams(), anew=st.booleans())
    def two_teams_become_one(self, teams, anew):
        reorder.merge_teams(self.book, *teams, anew=anew)

    @precondition(lambda self: any(len(self.book.working_in(unit)) > 1 for unit in self.book.teams))
    @rule(drawn=some.some_of_a_team())
    def a_team_splits(self, drawn):
        reorder.split_team(self.book, *drawn)

    @precondition(lambda self: self.book.reorganised)
    @rule(made=some.reorganisation())
    def a_reorganisation_is_undone(self, made):
        reorder.undo_reorganisation(self.book, made)

    # -- what has to be so ---------------------------------------------------------------------------------------

    @invariant()
    def check(self):
        whole(self.book)
        as_told(self.book)
        now = credited()
        assert {number: now.get(number) for number in self.credit} == self.credit
        self.credit = now


def test_whatever_happens_nobody_is_lost_and_everybody_sees_what_is_theirs(fresh):
    many = int(os.environ.get(DRAWN, "4"))
    run_state_machine_as_test(
        lambda: History(fresh),
        settings=settings(
            max_examples=many,
            stateful_step_count=EVENTS,
            derandomize=DRAWN not in os.environ,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            # A database for each history takes its time, and is meant to.
            suppress_health_check=list(HealthCheck),
            print_blob=False,
            report_multiple_bugs=False,
        ),
    )
