"""After an import from another CRM one owner's whole book is handed over: counts by kind in equal those out."""

from collections import Counter

from sqlmodel import select

from crm_books import books, done_by
from db.models.people import Person
from db.queries.actors import actor_named
from leaving import Branch, agreed, as_of_now, carried_out, open_rows
from motor_file import found


def test_one_owners_whole_book_is_handed_over_and_counts_by_kind_in_equal_those_out(export):
    people = {login: actor_named(login) for login in ("head", "boss1", "s1", "s2", "s3")}
    before, stood, history = books(), as_of_now(), done_by("s1")
    leaver, takers = people["s1"], [people["s2"], people["s3"]]
    # what others did there, and the leaver elsewhere, is part of it
    held = {name: len(rows) for name, rows in open_rows(leaver).items()}
    assert held["ownership"] == before["s1"]["customers"]
    of = Branch(people["head"], people["boss1"], leaver, takers, None, [], 0, [])
    carried_out(of, agreed(of))
    after = books()
    gained = sum((after[login] - before[login] for login in ("s2", "s3")), Counter())
    assert gained == before["s1"]
    assert "s1" not in after
    assert all(after[login] - before[login] for login in ("s2", "s3"))
    untouched = set(before) - {"s1", "s2", "s3"}
    assert {login: after[login] for login in untouched} == {login: before[login] for login in untouched}
    assert not any(open_rows(leaver).values())
    assert not found(select(Person.active).where(Person.login == "s1"))[0]
    # what the leaver did stays theirs
    assert done_by("s1") == history
    now = as_of_now()
    mine = {leaver.person_id}
    for held in ("owners", "activity"):
        assert {row for row in stood[held] if row[1] not in mine} <= now[held]
    assert len(now["activity"]) == len(stood["activity"])
