"""The six files of another CRM's export, the people it speaks of, and the account of what each row is to become."""

import csv
import io
import zipfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

import factories as made
from db.access import SYSTEM
from db.imports.import_file import import_file
from db.models.people import Person

_OF_ACTIVITY = ("OwnerId", "AccountId", "ContactId", "Result", "Description", "IsDeleted")
HEADS = {
    "users": ("Id", "Username", "Email", "Name", "Department"),
    "accounts": (
        "Id", "Name", "Type", "OwnerId", "Industry", "Region", "Phone", "Email", "Address", "RegistrationNumber",
        "CreatedDate", "Description", "IsDeleted",
    ),
    "contacts": ("Id", "AccountId", "Name", "Role", "Title", "Phone", "IsDeleted"),
    "tasks": ("Id", "Subject", "Type", "Status", "DueDate", "CompletedDate", *_OF_ACTIVITY),
    "calls": ("Id", "Subject", "Status", "StartTime", *_OF_ACTIVITY),
    "events": ("Id", "Subject", "Type", "Status", "StartTime", *_OF_ACTIVITY),
}  # fmt: skip
SHAPES = {"accounts": "utf-8-sig", "contacts": "gb18030", "events": "utf-16"}
"""Some files come with a mark, some in another encoding; the others are plain UTF-8."""

SELLERS = ("s1", "s2", "s3", "s4", "s5", "s6")
USERS = (
    *({"Id": f"U-{login}", "Username": login.upper(), "Department": "D1T1"} for login in SELLERS[:4]),
    {"Id": "U-s5", "Username": "other.name", "Email": "S5@branch.example", "Department": "D1T2"},
    {"Id": "U-s6", "Email": "s6@branch.example"},
    # at work no more; never here, but of a team that has a leader; nobody knows
    {"Id": "U-gone", "Username": "gone", "Department": "D1T1"},
    {"Id": "U-never", "Username": "never.here", "Department": "1部2组"},
    {"Id": "U-stranger", "Username": "stranger", "Department": "nowhere"},
)


def crm_staff(*, units=True):
    """Two teams with their leaders, six who sell, one who has left; their actors by login. `units` are made first."""
    if units:
        made.company()
    people = {"head": made.hire("head", "department_head", "D1"), "boss1": made.hire("boss1", "manager", "D1T1")}
    people |= {"boss2": made.hire("boss2", "manager", "D1T2")}
    for number, login in enumerate(SELLERS):
        people[login] = made.hire(login, unit="D1T1" if number < 4 else "D1T2")
    made.change(Person, people["s5"].person_id, email="s5@Branch.example")
    made.change(Person, people["s6"].person_id, email="s6@branch.example")
    people["gone"] = made.hire("gone", active=0)
    return people


@dataclass
class Account:
    """What is expected: by file, read = taken + corrected + rejected; why; and whose book holds what, by login."""

    parts: dict = field(default_factory=lambda: defaultdict(Counter))
    reasons: Counter = field(default_factory=Counter)
    rules: Counter = field(default_factory=Counter)
    anomalies: Counter = field(default_factory=Counter)
    books: dict = field(default_factory=lambda: defaultdict(Counter))
    planned: Counter = field(default_factory=Counter)
    members: set = field(default_factory=set)
    blank: int = 0
    rows: dict = field(default_factory=lambda: {part: [] for part in HEADS})

    def add(self, part, row, *, reason="", rules=()):
        """A row of a file with its fate."""
        self.rows[part].append([row.get(name, "") for name in HEADS[part]])
        fate = "rejected" if reason else "corrected" if rules else "taken"
        self.parts[part].update(["read", fate])
        self.reasons.update([f"imports.{reason}"] if reason else [])
        self.rules.update([] if reason else rules)

    def leave_blank(self, part, number):
        """Lines with nothing in them, spread over the file."""
        lines, self.blank = self.rows[part], self.blank + number
        step = max(len(lines) // (number + 1), 1)
        for at in range(number):
            lines.insert(min(at * step, len(lines)), [""] * len(HEADS[part]))

    @property
    def records(self):
        """How many records of customers, contacts and activities the files hold."""
        return sum(counts["read"] for part, counts in self.parts.items() if part != "users")


def text_of(part, rows):
    """A file's text; every second part is written with line ends of Windows."""
    page = io.StringIO(newline="")
    csv.writer(page, lineterminator="\n" if part in ("tasks", "users") else "\r\n").writerows([HEADS[part], *rows])
    return page.getvalue()


def write_folder(path, rows):
    """Write the six files."""
    path.mkdir(exist_ok=True)
    for part in HEADS:
        (path / f"{part}.csv").write_bytes(text_of(part, rows.get(part, [])).encode(SHAPES.get(part, "utf-8")))
    return path


def write_packed(path, folder):
    """The same in a ZIP."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, f"export/{file.name}")
    return path


def rows_of(part, *rows):
    """Rows by hand, each as {column: text}."""
    return [[row.get(name, "") for name in HEADS[part]] for row in rows]


def bring(path, **more):
    """Import a folder in the system's name."""
    return import_file(path, profile="crm_export", actor=more.pop("actor", SYSTEM), **more)


def shaped(day, number):
    """A day in one of three shapes, some with a time of day behind it."""
    return (
        str(day),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day} 9:30",
        # half past six in the evening in London is the next day in Shanghai
        f"{day - timedelta(1)}T18:30:00.000Z",
    )[number]
