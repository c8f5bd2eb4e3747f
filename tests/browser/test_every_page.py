"""Every role on every page, in both languages: it opens, holds nothing of another's scope, and speaks one language.

With BAOKE_PICTURES naming a folder, each page is also drawn there: wide and narrow, light and dark, to be looked at.
"""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError as TookTooLong
from sqlmodel import col, select

from components.words import plain
from db.access import OPENS, SYSTEM
from db.models.customers import Customer
from db.models.every import load
from db.models.handovers import Handover, HandoverLine
from db.models.people import Person, Role
from db.models.policies import Policy
from db.models.sales import Lead, Opportunity, Outcome, SaleKind
from db.queries.actors import actor_named
from db.scope import sees
from db.session import reading
from demo_branch import demo_serving, seated, settle, speaks
from driver import wait_app

ROLES = [role for role in Role if role is not Role.SYSTEM]
RECORDS = {
    "customer": Customer, "policy": Policy, "opportunity": Opportunity, "project": Opportunity, "lead": Lead,
    "handover": Handover,
}  # fmt: skip
KEPT = {"project": [Opportunity.kind == SaleKind.PROJECT, Opportunity.outcome == Outcome.OPEN]}
METRIC = {Role.CLAIMS: "paid_claims"}
PICTURES = os.environ.get("BAOKE_PICTURES")
# Said the same in both languages: names of files, of the product and of the other language.
ENGLISH = {"Baoke", "English", "CSV", "XLSX", "ZIP", "GZ", "MB", "yyyy", "mm", "dd"}
# Import profiles are files that an administrator names.
CODES = {"motor_portfolio"}
# A cell with a tick, as it is read out; a masked address.
UNSAID = re.compile(r"true|false|\S*\*\*\*\S*")
CHINESE = {"中文"}
RAW = re.compile(r"\b[a-z]{2,}(?:[._][a-z]{2,})+\b")
WIDE_ENOUGH = """() => innerWidth === 390
    && [...document.querySelectorAll('html, [data-testid=stMain]')]
    .every(part => part.scrollWidth <= part.clientWidth + 1)"""
TOO_WIDE = """() => [...document.querySelectorAll('[data-testid=stMain] [data-testid]')]
    .filter(part => part.getBoundingClientRect().right > innerWidth + 1)
    .map(part => part.dataset.testid).slice(0, 6)"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with demo_serving(tmp_path_factory.mktemp("demo"), 150) as server:
        yield server


@pytest.fixture(scope="module")
def typed(demo):
    """Every text in the tables, the longest first: what somebody typed is in their own language."""
    found = set()
    with reading(SYSTEM) as session:
        for model in load():
            for name, column in model.__mapper__.columns.items():
                if type(column.type).__name__ in ("AutoString", "Masked", "String", "Text"):
                    found |= set(session.exec(select(getattr(model, name)).distinct()).all())
    texts = {text for text in found if text and len(text) > 1}
    return sorted(texts, key=len, reverse=True)


@pytest.fixture(scope="module")
def everybody(demo):
    with reading(SYSTEM) as session:
        customers = session.exec(select(Customer.id, Customer.name, Customer.number)).all()
        people = session.exec(select(Person.name)).all()
    return customers, people


def address_of(role, page, record):
    if page == "rows":
        return f"/rows?metric={METRIC.get(role, 'received_premium')}&period=2026"
    return f"/{page}?id={record}" if page in RECORDS else f"/{page}" if page != "home" else "/"


def records_of(role):
    """For each kind of record one that the role sees, and one that it does not."""
    me, found = actor_named(role.value), {}
    for page, model in RECORDS.items():
        with reading(SYSTEM) as session:
            of_kind = select(model.id).where(*KEPT.get(page, ())).order_by(col(model.id))
            every = session.exec(of_kind).all()
        if role not in OPENS[page]:
            found[page] = (every[0], None)
            continue
        with reading(me) as session:
            mine = session.exec(of_kind.where(sees(me, model))).all() or every
        found[page] = (mine[len(mine) // 2], next((one for one in every if one not in set(mine)), None))
    return found


def strangers_of(role, everybody):
    """Names and numbers of customers that the role may not see, apart from names that others have too."""
    me = actor_named(role.value)
    customers, people = everybody
    mine = set()
    if role in OPENS["customers"]:
        with reading(me) as session:
            mine = set(session.exec(select(Customer.id).where(sees(me, Customer))).all())
    known = [*people, *(name for number, name, _code in customers if number in mine)]
    others = [(name, code) for number, name, code in customers if number not in mine]
    names = {name for name, _code in others if len(name) > 2 and not any(name in other for other in known)}
    return {code for _name, code in others}, names


def without(texts, typed):
    """The texts without anything that stands in the tables; a name that was cut counts by its beginning."""
    for text in texts:
        rest = UNSAID.sub(" ", text)
        for word in typed:
            rest = rest.replace(word, " ")
        cut = rest.rstrip("…").strip()
        if cut == rest.strip() or not any(word.startswith(cut) for word in typed):
            yield rest


def spoken_wrongly(texts, language, typed):
    """Words of the other language, and codes that no reader should see."""
    rest = list(without(texts, typed))
    raw = {code for text in rest for code in RAW.findall(text)}
    if language == "zh":
        words = {word for text in rest for word in re.findall(r"(?<![\w.-])[A-Za-z][A-Za-z-]+(?![\w])", text)}
        return raw - CODES | words - ENGLISH - CODES
    return raw - CODES | {word for text in rest for word in re.findall(r"[\u4e00-\u9fff]+", text)} - CHINESE


def faults(seat, language, typed, hidden):
    """What is wrong with the page that is open."""
    texts = seat.seen()
    came = seat.received()
    failed = plain("view.failed", language, reference="")[:12]
    if any(plain("frame.failed", language) in text or failed in text for text in texts):
        yield "failed"
    yield from (f"untranslated: {word}" for word in sorted(spoken_wrongly(texts, language, typed)))
    yield from (f"of another: {name}" for name in hidden if name in came)
    yield from (f"asked for {url}" for url in seat.strangers)
    yield from seat.complaints
    seat.strangers.clear()
    seat.complaints.clear()


def to_sign_for(role):
    """The customers that a handover proposes to the role: whoever signs for them reads their names there."""
    me = actor_named(role.value)
    with reading(SYSTEM) as session:
        proposed = select(HandoverLine.customer_id).where(HandoverLine.successor_id == me.person_id)
        return set(session.exec(select(Customer.name).where(col(Customer.id).in_(proposed), sees(SYSTEM, Customer))))


def narrow(seat):
    """Whether the page fits a phone without moving sideways."""
    page = seat.page
    page.set_viewport_size({"width": 390, "height": 844})
    wait_app(page)
    try:
        page.wait_for_function(WIDE_ENOUGH, timeout=4_000)
    except TookTooLong:
        return [f"wider than a phone: {page.evaluate(TOO_WIDE)}"]
    finally:
        page.set_viewport_size({"width": 1440, "height": 900})
    return []


def open_pages(role):
    return [page for page in OPENS if role in OPENS[page]]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("role", ROLES)
def test_a_role_reads_its_pages_in_its_language_and_nothing_of_others(chromium, demo, everybody, typed, role, language):
    speaks(role.value, language)
    records, (numbers, names) = records_of(role), strangers_of(role, everybody)
    hidden, proposed, wrong = numbers | names, to_sign_for(role), []
    with seated(chromium, demo, role.value) as seat:
        for page in open_pages(role):
            seat.open(address_of(role, page, records.get(page, (0,))[0]))
            secret = hidden - proposed if page == "handover" else hidden
            found = [*faults(seat, language, typed, secret), *narrow(seat)]
            wrong += [(page, fault) for fault in found]
            if PICTURES:
                draw(seat, Path(PICTURES), f"{role.value}.{page}.{language}")
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("role", ROLES)
def test_a_page_that_is_not_the_roles_says_so_and_shows_nothing(chromium, demo, role):
    speaks(role.value, "zh")
    records = records_of(role)
    sentence = plain("sign_in.no_permission", "zh", role=plain(f"role.{role}", "zh"))
    not_found = plain("customers.not_found", "zh")
    wrong = []
    with seated(chromium, demo, role.value) as seat:
        for page in [page for page in OPENS if role not in OPENS[page]]:
            seat.open(address_of(role, page, records.get(page, (0,))[0]))
            wrong += [page] if sentence not in seat.seen() else []
        for page, (_mine, other) in records.items():
            if other is not None:
                seat.open(f"/{page}?id={other}")
                wrong += [(page, other)] if not_found not in seat.seen() else []
    assert not wrong, "\n".join(map(str, wrong))


def test_what_is_looked_for_is_found_where_it_is(chromium, demo, everybody):
    """The looking glass itself: names that may be seen are found in what came."""
    customers, _people = everybody
    with seated(chromium, demo, "executive") as seat:
        seat.open("/customers")
        came, texts = seat.received(), " ".join(seat.seen())
        first = sorted(customers, key=lambda one: one[1])[:300]
        assert sum(name in came for _id, name, _number in first) >= 40
        assert sum(name in texts for _id, name, _number in first) >= 8


def test_nobody_saw_an_error_in_the_log(demo):
    wrong = [at for at, line in enumerate(demo.log) if "Traceback" in line or "failed" in line]
    assert wrong == [], "".join(demo.log[wrong[0] : wrong[-1] + 40])


def draw(seat, folder, name):
    """Pictures of the open page as a whole: two widths in two looks."""
    folder.mkdir(parents=True, exist_ok=True)
    page = seat.page
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            settle(page)
            high = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
            page.set_viewport_size({"width": width, "height": min(max(high, 800), 3000)})
            settle(page)
            page.screenshot(path=folder / f"{name}.{width}.{theme}.png")
    page.emulate_media(color_scheme="light")
