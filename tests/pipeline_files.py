"""Small folders in the shape of the pipeline export, and what an import made of them."""

import csv
import io
import zipfile

from sqlmodel import select

import factories as made
from db.access import SYSTEM
from db.imports.import_file import import_file
from db.models.sales import Opportunity, OpportunityOrigin, StageChange
from motor_file import found

HEADS = {
    "accounts": ("account", "sector", "year_established", "revenue", "employees", "office_location", "subsidiary_of"),
    "products": ("product", "series", "sales_price"),
    "sales_teams": ("sales_agent", "manager", "regional_office"),
    "sales_pipeline": (
        "opportunity_id", "sales_agent", "product", "account", "deal_stage", "engage_date", "close_date", "close_value",
    ),
}  # fmt: skip
ACCOUNTS = (
    ("Alpha", "technolgy", "1990", "1", "2", "Philipines", ""),
    ("Beta", "retail", "1991", "1", "2", "Japan", "Alpha"),
    ("Gamma", "retail", "1992", "1", "2", "Japan", "Nowhere"),
)
PRODUCTS = (("GTX Pro", "GTX", "4821"), ("MG Special", "MG", "55.50"))
TEAMS = (("Ann", "Mo", "Central"), ("Ben", "Mo", "Central"), ("Cat", "Mo", "Central"), ("Dan", "Su", "East"))


def sale(number, stage, engaged="", closed="", value="", *, agent="Ann", product="GTXPro", account="Alpha"):
    """One row of the pipeline."""
    return (number, agent, product, account, stage, engaged, closed, value)


SALES = (
    sale("W1", "Won", "2017-01-10", "2017-03-01", "5000"),
    sale("L1", "Lost", "2017-02-01", "2017-02-21", "0", agent="Dan", account="Beta"),
    sale("E1", "Engaging", "2017-03-05", agent="Ben", product="MG Special", account="Beta"),
    sale("E2", "Engaging", "2017-03-06", agent="Ben", account=""),
    sale("P1", "Prospecting", agent="Dan", account=""),
    sale("P2", "Prospecting", agent="Dan", account="Beta", product="MG Special"),
)


def pipeline_staff():
    """Two departments: of the first, which department_head heads, anna and bert sell; of the next, carl."""
    made.company()
    made.hire("department_head", "department_head", "D1")
    made.hire("executive", "executive", "C")
    made.hire("bert", unit="D1T1")
    made.hire("anna", unit="D1T2")
    made.hire("carl", unit="D2T1")


def texts_of(*, sales=SALES, accounts=ACCOUNTS, products=PRODUCTS, teams=TEAMS):
    """The four files as text, by name."""
    rows = {"accounts": accounts, "products": products, "sales_teams": teams, "sales_pipeline": sales}
    return {f"{name}.csv": csv_of(HEADS[name], each) for name, each in rows.items()}


def csv_of(head, rows):
    page = io.StringIO(newline="")
    csv.writer(page).writerows([head, *rows])
    return page.getvalue()


def write_folder(path, **rows):
    path.mkdir(exist_ok=True)
    for name, text in texts_of(**rows).items():
        (path / name).write_text(text)
    return path


def write_packed(path, **rows):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/accounts.csv", "x")
        for name, text in texts_of(**rows).items():
            archive.writestr(f"export/{name}", text)
    return path


def bring(path, **more):
    """Import a folder in the system's name."""
    return import_file(path, profile="pipeline_export", actor=more.pop("actor", SYSTEM), **more)


def opportunity(number):
    named = select(Opportunity).join(OpportunityOrigin, OpportunityOrigin.opportunity_id == Opportunity.id)
    (one,) = found(named.where(OpportunityOrigin.number == number))
    return one


def way(number):
    """(from, to, day, days) of each step of an opportunity, in order."""
    steps = select(StageChange).where(StageChange.opportunity_id == opportunity(number).id).order_by(StageChange.id)
    return [(step.from_stage, step.to_stage, str(step.changed_on), step.days) for step in found(steps)]
