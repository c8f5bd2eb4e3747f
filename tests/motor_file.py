"""Small files in the shape of the motor portfolio, and what an import made of them."""

import csv
import gzip
import io
import zipfile
from datetime import date, datetime

import xlsxwriter
from sqlmodel import col, select

import factories as made
from db.access import SYSTEM
from db.imports.import_file import import_file
from db.models.policies import Policy, PremiumEvent
from db.session import reading

COLUMNS = (
    "ID", "Date_start_contract", "Date_last_renewal", "Date_next_renewal", "Date_birth", "Date_driving_licence",
    "Distribution_channel", "Seniority", "Policies_in_force", "Max_policies", "Max_products", "Lapse",
    "Date_lapse", "Payment", "Premium", "Cost_claims_year", "N_claims_year", "N_claims_history",
    "R_Claims_history", "Type_risk", "Area", "Second_driver", "Year_matriculation", "Power", "Cylinder_capacity",
    "Value_vehicle", "N_doors", "Type_fuel", "Length", "Weight",
)  # fmt: skip
DATES = ("Date_start_contract", "Date_last_renewal", "Date_next_renewal", "Date_birth", "Date_lapse")
USUAL = {
    "Date_birth": "15/04/1956",
    "Date_driving_licence": "20/03/1976",
    "Distribution_channel": "0",
    "Type_risk": "3",
    "Area": "1",
    "N_claims_year": "0",
    "Cost_claims_year": "0",
    "Length": "NA",
}


def term(number, begins, premium="365", **more):
    """One row: a term of a year from that day (ISO) on; `more` are columns of the file."""
    first = date.fromisoformat(begins)
    row = dict.fromkeys(COLUMNS, "0") | USUAL | {"ID": str(number), "Premium": premium, "Date_lapse": ""}
    row |= {"Date_start_contract": spanish(first), "Date_last_renewal": spanish(first)}
    return row | {"Date_next_renewal": spanish(first.replace(year=first.year + 1))} | more


def spanish(day):
    return f"{day:%d/%m/%Y}"


def csv_text(rows, delimiter=";", columns=COLUMNS):
    page = io.StringIO(newline="")
    writer = csv.writer(page, delimiter=delimiter)
    writer.writerow(columns)
    writer.writerows([row.get(name, "") for name in columns] for row in rows)
    return page.getvalue()


def write_csv(path, rows, *, encoding="utf-8", **shape):
    path.write_bytes(csv_text(rows, **shape).encode(encoding))
    return path


def write_gzip(path, rows):
    path.write_bytes(gzip.compress(csv_text(rows).encode()))
    return path


def write_zip(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def write_xlsx(path, rows, *, title=0, sheet="Cartera"):
    """The rows with real dates and numbers; `title` empty rows and a title stand above the header."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("notes").write_string(0, 0, "made for a test")
        page, day = book.add_worksheet(sheet), book.add_format({"num_format": "dd/mm/yyyy"})
        if title:
            page.write_string(0, 0, "Cartera de automóviles")
        page.write_row(title, 0, COLUMNS)
        for at, row in enumerate(rows, start=title + 1):
            for column, name in enumerate(COLUMNS):
                _cell(page, at, column, name, row[name], day)
    return path


def _cell(page, at, column, name, text, day):
    if name in DATES and text:
        page.write_datetime(at, column, datetime.strptime(text, "%d/%m/%Y"), day)  # noqa: DTZ007
    elif text.replace(".", "", 1).isdigit():
        page.write_number(at, column, float(text))
    else:
        page.write_string(at, column, text)


def motor_staff():
    """Two departments: of the first, which department_head heads, anna and bert sell; of the next, carl."""
    made.company()
    made.hire("department_head", "department_head", "D1")
    made.hire("executive", "executive", "C")
    made.hire("bert", unit="D1T1")
    made.hire("anna", unit="D1T2")
    made.hire("carl", unit="D2T1")


def bring(path, **more):
    """Import a file in the system's name."""
    return import_file(path, profile="motor_portfolio", actor=more.pop("actor", SYSTEM), **more)


def found(what):
    """The rows that a select finds, read as the system."""
    with reading(SYSTEM) as session:
        return session.exec(what).all()


def policy(number, begins):
    wanted = select(Policy).where(Policy.number == str(number), Policy.inception == date.fromisoformat(begins))
    (one,) = found(wanted)
    return one


def ledger(number, begins):
    """(kind, day, fen) of a term, in order of booking."""
    wanted = select(PremiumEvent).where(PremiumEvent.policy_id == policy(number, begins).id)
    return [(row.kind.value, str(row.booked_on), row.amount) for row in found(wanted.order_by(col(PremiumEvent.id)))]
