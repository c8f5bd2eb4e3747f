"""In by a page in English: who has never chosen a language goes on in it, and who has chosen keeps theirs."""

import pytest
from sqlmodel import select

from db.commands.set_language import set_language
from db.models.people import Person
from db.run import run
from db.sign_in.languages import keep_language
from factories import company, hire, one


@pytest.fixture
def li(url):
    company()
    return hire("li")


def came_in(person, *, shown, chosen=None):
    keep_language(person.person_id, chosen=chosen, shown=shown)
    return one(select(Person.language).where(Person.id == person.person_id))


def test_who_has_never_chosen_goes_on_in_the_language_of_the_page(li):
    assert came_in(li, shown="zh") == "zh"
    assert came_in(li, shown="en") == "en"
    assert came_in(li, shown="zh") == "en"


def test_who_has_chosen_keeps_it_whatever_the_page_shows(li):
    run(set_language, li, language="zh")
    assert came_in(li, shown="en") == "zh"


def test_what_is_tapped_on_the_way_in_is_a_choice(li):
    assert came_in(li, shown="zh", chosen="zh") == "zh"
    assert came_in(li, shown="en") == "zh"
    assert came_in(li, shown="en", chosen="en") == "en"


def test_a_language_that_an_administrator_gave_is_kept(li):
    assert came_in(hire("wang", language="en"), shown="zh") == "en"
