"""A small pipeline by hand: defects corrected and told, owners by rule, the month after as history."""

import json
from datetime import date

import pytest
from sqlmodel import select

import factories as made
from db.errors import Denied, Refusal
from db.imports.profiles import read_profile, shipped_text
from db.measure import measure
from db.models.customers import Customer, Ownership
from db.models.imports import ImportEntry, ImportRun
from db.models.people import Person
from db.models.policies import Product
from db.models.sales import CloseDateChange, Opportunity, OpportunityOrigin, PremiumChange, StageChange
from db.models.system import Audit
from db.models.work import Activity
from db.periods import END, Period
from db.queries.actors import actor_named
from db.queries.opportunity_origin import origin
from db.session import reading
from motor_file import found
from pipeline_files import (
    ACCOUNTS,
    SALES,
    TEAMS,
    bring,
    opportunity,
    pipeline_staff,
    sale,
    texts_of,
    way,
    write_folder,
    write_packed,
)

ALL = Period(end=END)
PIPELINE = shipped_text("pipeline_export")


@pytest.fixture(autouse=True)
def day(monkeypatch):
    monkeypatch.setenv("BAOKE_TODAY", "2018-06-30")


@pytest.fixture
def book(once, tmp_path):
    folder = write_folder(tmp_path / "export")

    def make():
        pipeline_staff()
        return bring(folder)

    return once("pipeline", make)


def digest():
    """What stands in the book: every customer, owner, product, sale and step."""
    models = (Customer, Ownership, Product, Opportunity, OpportunityOrigin, StageChange)
    keys = {OpportunityOrigin: OpportunityOrigin.opportunity_id}
    return {
        model.__name__: [row.model_dump() for row in found(select(model).order_by(keys.get(model) or model.id))]
        for model in models
    }


def by_stage(login="executive"):
    actor = actor_named(login)
    with reading(actor) as session:
        return {
            row.keys[0]: row.value for row in measure(session, actor, "opportunities", by=["stage"], period=ALL).rows
        }


def test_every_row_is_accounted_for(book):
    tally = book.tally
    assert (tally.read, tally.accepted, tally.rejected, tally.duplicates) == (15, 15, 0, 0)
    assert (tally.new, tally.changed, tally.same, tally.customers, tally.unregistered, tally.products) == (
        6,
        0,
        0,
        3,
        2,
        2,
    )
    assert (tally.linked, tally.premium) == (1, 500000 + 482100 + 5550 + 482100 + 482100 + 5550)
    assert tally.files == {"products": 2, "agents": 4, "accounts": 3, "opportunities": 6}
    assert tally.stages == {"won": 1, "lost": 1, "engaging": 2, "prospecting": 2}
    assert book.as_of == date(2017, 3, 6)


def test_defects_are_corrected_as_declared_and_told(book):
    assert book.tally.corrections == [
        ("office_location", "Philipines", "Philippines", 1),
        ("product", "GTXPro", "GTX Pro", 4),
        ("sector", "technolgy", "technology", 1),
    ]
    assert book.tally.anomalies == {
        "agent_without_sales": 1,
        "account_without_sales": 1,
        "closed_without_value": 1,
        "open_without_value": 4,
        "parent_unknown": 1,
        "sale_without_account": 2,
        "sale_without_opening": 2,
    }
    (alpha,) = found(select(Customer).where(Customer.name == "Alpha"))
    assert (alpha.number, alpha.kind.value, alpha.industry, alpha.region, str(alpha.known_since)) == (
        "CRM Alpha", "organisation", "technology", "Philippines", "2017-01-10",
    )  # fmt: skip


def test_a_subsidiary_stands_under_its_parent_company(book):
    numbers = {row.id: row.name for row in found(select(Customer))}
    assert {row.name: numbers.get(row.parent_id) for row in found(select(Customer)) if row.parent_id} == {
        "Beta": "Alpha"
    }


def test_customers_are_owned_by_who_stands_for_their_busiest_agent(book):
    """Ann, Ben and Cat take anna, bert and anna of the first department in turn; Dan takes carl of the next."""
    owned = select(Customer.name, Person.login).join(Ownership, Ownership.customer_id == Customer.id)
    rows = found(owned.join(Person, Person.id == Ownership.person_id).order_by(Customer.name))
    assert dict(rows) == {
        "Alpha": "anna", "Beta": "carl", "Gamma": "carl", "未登记客户（Ben）": "bert", "未登记客户（Dan）": "carl",
    }  # fmt: skip


def test_a_closed_sale_went_from_its_opening_to_its_end(book):
    won, lost = opportunity("W1"), opportunity("L1")
    assert (won.stage, won.outcome.value, won.kind.value, won.probability) == ("won", "won", "account", 100)
    assert (str(won.opened_on), str(won.closed_on), won.expected_premium) == ("2017-01-10", "2017-03-01", 500000)
    assert won.title == "GTX Pro · W1"
    assert way("W1") == [(None, "engaging", "2017-01-10", None), ("engaging", "won", "2017-03-01", 50)]
    assert (lost.outcome.value, lost.expected_premium, str(lost.closed_on)) == ("lost", 482100, "2017-02-21")


def test_an_open_sale_stands_where_the_files_say(book):
    engaging, prospect = opportunity("E1"), opportunity("P1")
    assert (str(engaging.opened_on), str(engaging.expected_close), engaging.probability) == (
        "2017-03-05", "2017-06-03", 50,
    )  # fmt: skip
    assert way("E1") == [(None, "engaging", "2017-03-05", None)]
    # who was not approached yet takes the day the files speak of
    assert (str(prospect.opened_on), str(prospect.expected_close)) == ("2017-03-06", "2017-06-04")
    assert by_stage() == {"won": 1, "lost": 1, "engaging": 2, "prospecting": 2}
    assert by_stage("department_head") == {"won": 1, "engaging": 1}


def test_the_agents_name_stays_on_the_record(book):
    actor = actor_named("executive")
    with reading(actor) as session:
        came = origin(session, actor, opportunity("E2").id)
        assert origin(session, actor, 99) is None
    assert (came.source, came.number, came.agent, came.team, came.office) == (
        "pipeline_export", "E2", "Ben", "Mo", "Central",
    )  # fmt: skip
    stranger = actor_named("carl")
    with reading(stranger) as session:
        assert origin(session, stranger, opportunity("E2").id) is None


def test_the_same_files_again_change_nothing(book, tmp_path):
    before = digest()
    again = bring(tmp_path / "export")
    assert (again.tally.same, again.tally.accepted, again.tally.changes) == (6, 15, False)
    assert [json.loads(kept.report)["new"] for kept in found(select(ImportRun))] == [6]
    assert again.booked_at is not None
    packed = bring(write_packed(tmp_path / "export.zip"))
    assert (packed.tally.same, packed.tally.changes) == (6, False)
    assert digest() == before
    assert len(found(select(Audit).where(Audit.command == "import_pipeline"))) == 1
    assert not found(select(ImportEntry))


NEXT = (
    SALES[0],
    SALES[1],
    sale("E1", "Won", "2017-03-05", "2017-04-04", "60.25", agent="Ben", product="MG Special", account="Beta"),
    sale("E2", "Engaging", "2017-03-06", agent="Ben", account="Gamma"),
    sale("P1", "Lost", "2017-03-20", "2017-04-01", "0", agent="Dan", account=""),
    sale("P2", "Engaging", "2017-02-01", agent="Dan", account="Beta", product="MG Special"),
    sale("N1", "Engaging", "2017-04-10", agent="Cat"),
)


def test_the_next_month_moves_stages_forward_as_history(book, tmp_path):
    made.activity(opportunity("E2").customer_id, "2017-03-20", actor_named("bert"), opportunity_id=opportunity("E2").id)
    tally = bring(write_folder(tmp_path / "next", sales=NEXT)).tally
    assert (tally.new, tally.changed, tally.same, tally.moves, tally.rehomed) == (1, 4, 2, 3, 1)
    assert way("E1") == [(None, "engaging", "2017-03-05", None), ("engaging", "won", "2017-04-04", 30)]
    sold = opportunity("E1")
    assert (sold.outcome.value, sold.expected_premium, str(sold.closed_on), sold.version) == (
        "won",
        6025,
        "2017-04-04",
        2,
    )
    assert [(row.to_premium, str(row.changed_on)) for row in found(select(PremiumChange))] == [(6025, "2017-04-04")]
    closes = found(select(CloseDateChange).where(CloseDateChange.opportunity_id == sold.id))
    assert [(str(row.to_day), row.days > 0) for row in closes] == [("2017-04-04", False)]
    assert way("P1")[1:] == [("prospecting", "engaging", "2017-03-20", 14), ("engaging", "lost", "2017-04-01", 12)]
    # a step is never before the one it follows
    assert way("P2")[1:] == [("prospecting", "engaging", "2017-03-06", 0)]
    (gamma,) = found(select(Customer).where(Customer.name == "Gamma"))
    assert opportunity("E2").customer_id == gamma.id
    assert [row.customer_id for row in found(select(Activity))] == [gamma.id]
    assert by_stage() == {"won": 2, "lost": 2, "engaging": 3}
    before = digest()
    assert not bring(tmp_path / "next").tally.changes
    assert digest() == before


def test_what_the_book_is_past_or_knows_otherwise_is_left_and_told(book, tmp_path):
    before = digest()
    back = (
        sale("W1", "Engaging", "2017-01-10", account="Beta", product="MG Special", agent="Cat"),
        sale("L1", "Won", "2017-02-01", "2017-03-06", "7", agent="Dan", account="Beta"),
    )
    tally = bring(write_folder(tmp_path / "back", sales=back)).tally
    assert (tally.same, tally.changes) == (2, False)
    told = ("stage_behind", "other_account", "other_product", "other_agent", "other_value")
    assert [tally.anomalies.get(name) for name in told] == [2, 1, 1, 1, 1]
    assert digest() == before


def test_older_files_would_undo_the_book(book, tmp_path):
    with pytest.raises(Refusal) as refused:
        bring(write_folder(tmp_path / "old", sales=SALES[:2]))
    assert refused.value.key == "imports.older_file"


BAD = (
    sale("B1", "Won", "2017-01-01"),
    sale("B2", "Engaging", "2017-01-01", "2017-02-01"),
    sale("B3", "Won", "2017-03-01", "2017-02-01", "1"),
    sale("B4", "Engaging", "2018-07-01"),
    sale("B5", "Dreaming", "2017-01-01"),
    sale("B6", "Engaging", "2017-01-01", agent="Nobody"),
    sale("B7", "Engaging", "2017-01-01", product="Nothing"),
    sale("B8", "Engaging", "2017-01-01", account="Nowhere"),
    sale("B9", "Won", "2017-01-01", "2017-02-01", "-1"),
    sale("", "Engaging", "2017-01-01"),
    SALES[0],
    SALES[0],
    sale("W1", "Won", "2017-01-10", "2017-03-01", "5001"),
)


def test_a_dry_run_tells_what_is_refused_and_leaves_the_book_alone(url, tmp_path):
    pipeline_staff()
    before = digest()
    teams = (*TEAMS, ("Eve", "Su", "North"))
    accounts = (*ACCOUNTS, ("Alpha", "other", "", "", "", "", ""))
    folder = write_folder(tmp_path / "bad", sales=BAD, teams=teams, accounts=accounts)
    report = bring(folder, dry_run=True, rejects=tmp_path / "rejects.csv")
    tally = report.tally
    assert (tally.read, tally.new, tally.duplicates, tally.rejected) == (2 + 5 + 4 + 13, 1, 1, 13)
    assert tally.reasons == {
        "imports.row_never_closed": 1, "imports.row_closed_open": 1, "imports.row_closed_before": 1,
        "imports.row_ahead": 1, "imports.row_code": 1, "imports.row_unknown_agent": 1, "imports.row_unknown_product": 1,
        "imports.row_unknown_account": 1, "imports.row_negative": 1, "imports.row_empty_cell": 1,
        "imports.row_twice": 2, "imports.row_office": 1,
    }  # fmt: skip
    assert digest() == before
    lines = (tmp_path / "rejects.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("文件,行号,原因,product,series,sales_price,sales_agent,manager,regional_office,account,")
    assert lines[1].startswith("sales_teams,6,方案没有为该销售代表所属的办事处声明部门,,,,Eve,Su,North,,")
    assert lines[2].startswith("accounts,5,")
    assert lines[3].startswith("sales_pipeline,2,已成交或失单，但没有结束日期,GTXPro,,,Ann,,,Alpha,")
    assert bring(folder).tally.new == 1


def test_parents_that_go_round_in_a_circle_are_left_out(url, tmp_path):
    pipeline_staff()
    accounts = [
        (name, "", "", "", "", "", upper) for name, upper in (("Alpha", "Beta"), ("Beta", "Alpha"), ("Gamma", "Gamma"))
    ]
    folder = write_folder(tmp_path / "round", accounts=accounts)
    tally = bring(folder).tally
    assert (tally.linked, tally.anomalies["parent_circular"]) == (0, 3)
    assert not bring(folder).tally.changes


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"products.csv": None}, "imports.missing_files"),
        ({"products.txt": "product,series,sales_price\n"}, "imports.doubled_files"),
        ({"products.csv": "product,sales_price\nGTX Pro,1\n"}, "imports.missing_columns"),
        ({"accounts.csv": ""}, "imports.empty"),
        ({"sales_teams.csv": "sales_agent,manager,regional_office\n"}, "imports.no_agents"),
    ],
)
def test_files_that_do_not_fit_are_refused_by_name(url, tmp_path, change, key):
    pipeline_staff()
    folder = write_folder(tmp_path / "odd")
    for name, text in change.items():
        (folder / name).unlink(missing_ok=True)
        if text is not None:
            (folder / name).write_text(text)
    with pytest.raises(Refusal) as refused:
        bring(folder)
    assert refused.value.key == key
    if key != "imports.no_agents":
        assert next(iter(change)).partition(".")[0] in refused.value.sentence("zh")
    assert not found(select(Opportunity))


def test_a_folder_is_no_book_and_a_file_no_pipeline(url, tmp_path):
    from motor_file import bring as bring_book

    pipeline_staff()
    folder = write_folder(tmp_path / "export")
    with pytest.raises(Refusal) as refused:
        bring_book(folder)
    assert refused.value.key == "imports.one_file"
    with pytest.raises(Refusal) as refused:
        bring(folder / "accounts.csv")
    assert refused.value.key == "imports.not_a_folder"


def test_the_import_is_one_audit_row_with_what_was_corrected(book):
    (audit,) = found(select(Audit).where(Audit.command == "import_pipeline"))
    said = json.loads(audit.change)
    assert (said["file_hash"], said["new"], len(said["digest"])) == (book.file_hash, 6, 64)
    assert ["product", "GTXPro", "GTX Pro", 4] in said["corrections"]
    (run,) = found(select(ImportRun))
    assert (run.state.value, run.read) == ("published", 15)


def test_only_service_and_admin_may_import(url, tmp_path):
    pipeline_staff()
    folder = write_folder(tmp_path / "export")
    with pytest.raises(Denied):
        bring(folder, actor=actor_named("anna"))
    assert bring(folder, actor=made.hire("service", "service", "C")).tally.new == 6


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            'kind = "pipeline"',
            'kind = "list"',
            "unknown value of 'kind' in the profile: choose from 'book', 'pipeline'",
        ),
        (
            "[files.agents]",
            "[files.people]",
            "unknown key 'files.people' in the profile: choose from accounts, agents, opp",
        ),
        ('name = { from = "account" }', "", "The profile lacks the columns name."),
        (
            "closes_after_days = 90",
            "closes = 90",
            "unknown key 'booking.closes' in the profile: choose from began, clo",
        ),
        (
            'began = "engaging"',
            'began = "x"',
            "unknown value of 'booking.began' in the profile: choose from engaging, ",
        ),
        (
            "{ Central = 0",
            "{ Central = 99",
            "'booking.departments.Central' in the profile is wrong: Input should be le",
        ),
        (
            'from = "sector"',
            'form = "sector"',
            "unknown key 'files.accounts.columns.industry.form' in the profile: choose",
        ),
    ],
)
def test_a_typo_in_a_pipeline_profile_is_answered_with_its_place(old, new, sentence):
    with pytest.raises(Refusal) as refused:
        read_profile(
            PIPELINE.replace(old, new).replace(
                "[files.agents.", "[files.people." if "people" in new else "[files.agents."
            )
        )
    assert refused.value.sentence("en").startswith(sentence)


def test_a_kind_of_sale_without_stages_cannot_be_imported(url, tmp_path, monkeypatch):
    from db.imports.pipeline_profile import SaleBooking

    pipeline_staff()
    monkeypatch.setattr(SaleBooking, "ends", frozenset())
    with pytest.raises(Refusal) as refused:
        bring(write_folder(tmp_path / "export"))
    assert refused.value.key == "imports.no_stages"
    assert len(texts_of()) == 4
