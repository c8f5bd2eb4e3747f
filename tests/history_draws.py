"""What the events of a history are drawn from: names and numbers as they are at that moment, so that a story reads."""

from itertools import permutations

from hypothesis import strategies as st

SELLERS = ("salesperson", "manager")


def now(found):
    """One of what `found` finds in the story so far; simplest are the first."""
    return st.runner().flatmap(lambda story: st.sampled_from(found(story)))


def somebody():
    return now(lambda story: story.book.here(*SELLERS))


def team():
    return now(lambda story: sorted(story.book.teams))


def two_teams():
    return now(lambda story: list(permutations(sorted(story.book.teams), 2)))


def gone():
    return now(lambda story: story.gone())


def customer():
    return now(lambda story: sorted(story.book.owners))


def handover():
    return now(lambda story: sorted(story.book.handed))


def agreed():
    return now(lambda story: sorted(story.book.agreed))


def cover():
    return now(lambda story: sorted(story.book.away))


def reorganisation():
    return now(lambda story: sorted(story.book.reorganised))


def two_people():
    return now(lambda story: story.pairs())


def customer_and_colleague():
    """A customer, and somebody of the owner's department who might own it next."""
    return now(lambda story: story.assignable())


def customer_and_stranger():
    """A customer, and somebody who neither owns it nor is let see it."""
    return now(lambda story: story.invitable())


@st.composite
def leaver_and_takers(draw):
    """Somebody, and one or two others of their department."""
    handing = draw(st.runner()).handing()
    leaver = draw(st.sampled_from(sorted(handing)))
    return leaver, draw(st.lists(st.sampled_from(handing[leaver]), min_size=1, max_size=2, unique=True))


@st.composite
def some_of_a_team(draw):
    """A team, and some of its people."""
    book = draw(st.runner()).book
    where = draw(st.sampled_from([unit for unit in sorted(book.teams) if len(book.working_in(unit)) > 1]))
    people = book.working_in(where)
    return where, draw(st.lists(st.sampled_from(people), min_size=1, max_size=len(people) - 1, unique=True))
