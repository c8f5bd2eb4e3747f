"""A large export of another CRM out of a seed, with the usual defects in known numbers.

What is to become of a row is written down from what was done to it, before any importer has seen it.
"""

import random
from datetime import date, timedelta

from crm_defects import ACCOUNTS, CALLS, CONTACTS, DONE, EVENTS, HARMLESS, LEADER, OPEN, TASKS, WHO
from crm_files import SELLERS, USERS, Account, shaped

TODAY = date(2026, 6, 30)


class _Maker:
    """Makes rows one after the other, and keeps what others hang on."""

    def __init__(self, seed):
        self.dice, self.to = random.Random(seed), Account()  # noqa: S311 - the same rows for the same seed
        self.owner = {}  # of each account that comes in: the login of who owns it here
        self.out = []  # accounts that do not
        self.contacts = {}  # of each contact that comes in: its account

    def day(self, since="2024-01-01", until="2026-06-29"):
        first, last = date.fromisoformat(since), date.fromisoformat(until)
        return first + timedelta(self.dice.randrange((last - first).days))

    def users(self):
        for row in USERS:
            rules = ("user_left",) if row["Id"] in LEADER else ()
            self.to.add("users", row, reason="row_owner" if row["Id"] == "U-stranger" else "", rules=rules)

    def defects(self, declared, many):
        """For each row what is wrong with it, if anything: the defects in their numbers, shuffled among the sound."""
        given = [(n, *rest) for number, *rest in declared for n in range(number)]
        assert len(given) < many
        given += [(0, "", (), {})] * (many - len(given))
        self.dice.shuffle(given)
        for n, reason, rules, other in given:
            chosen = {name: each if isinstance(each, str) else each[n % len(each)] for name, each in other.items()}
            yield reason, rules, chosen

    def accounts(self, many):
        for number, (reason, rules, other) in enumerate(self.defects(ACCOUNTS, many)):
            key, user = f"A-{number:05}", f"U-{self.dice.choice(SELLERS)}"
            row = {
                "Id": key, "Name": f"第{number}号公司", "OwnerId": user, "Industry": "制造", "Region": "华东",
                "Type": "Company", "Phone": f"139{number:08}", "Address": f"人民路{number}号", "IsDeleted": "0",
                "CreatedDate": shaped(self.day(), number % 5), **other,
            }  # fmt: skip
            if other.get("Name") == "华东\n分公司" or other.get("Name") in HARMLESS:
                # named after their number, so that none is called as another
                row["Name"] = f"{other['Name']}{number}"
            self.to.add("accounts", row, reason=reason, rules=rules)
            if reason:
                self.out.append(key)
                continue
            self.owner[key] = LEADER.get(row["OwnerId"]) or WHO[row["OwnerId"]]
            self.to.books[self.owner[key]]["customers"] += 1
        self.again("accounts", repeated=7, twice=5)
        self.same_names(10)

    def again(self, part, *, repeated, twice):
        """Some rows come a second time, some with another name."""
        taken, name = self.owner if part == "accounts" else self.contacts, 1 if part == "accounts" else 2
        rows = [row for row in self.to.rows[part] if row[0] in taken]
        for row in self.dice.sample(rows, repeated):
            self.to.rows[part].append(list(row))
            self.to.parts[part].update(["read", "rejected"])
            self.to.reasons["imports.row_repeated"] += 1
        for row in self.dice.sample(rows, twice):
            self.to.rows[part].append([*row[:name], f"又名{row[0]}", *row[name + 1 :]])
            self.to.parts[part].update(["read", "rejected"])
            self.to.reasons["imports.row_twice"] += 1

    def same_names(self, pairs):
        """Customers that are called the same and are not."""
        for number in range(pairs):
            for one in "XY":
                key, login = f"A-{one}{number}", self.dice.choice(SELLERS)
                self.to.add("accounts", {"Id": key, "Name": f"同名公司{number}", "OwnerId": f"U-{login}"})
                self.owner[key] = login
                self.to.books[login]["customers"] += 1
        self.to.anomalies["same_name"] += 2 * pairs

    def contacts_of(self, many):
        accounts, roles = sorted(self.owner), ("Decision Maker", "Influencer", "User", "决策人", "")
        for number, (reason, rules, other) in enumerate(self.defects(CONTACTS, many)):
            account = self.dice.choice(accounts)
            row = {
                "Id": f"C-{number:05}", "AccountId": account, "Name": f"联系人{number}", "Title": "经理",
                "Role": roles[number % 5], "Phone": f"137{number:08}", **other,
            }  # fmt: skip
            self.to.add("contacts", row, reason=reason, rules=rules)
            if not reason:
                self.contacts[row["Id"]] = account
                self.to.books[self.owner[account]]["contacts"] += 1
        for account in self.out[:6]:
            orphan = {"Id": f"C-of-{account}", "AccountId": account, "Name": "无主"}
            self.to.add("contacts", orphan, reason="row_unknown_account")
        self.again("contacts", repeated=4, twice=3)

    def activities(self, part, declared, many):
        accounts, contacts = sorted(self.owner), sorted(self.contacts)
        for number, (reason, rules, other) in enumerate(self.defects(declared, many)):
            row = {"Id": f"{part[0].upper()}-{number:05}", "Subject": f"{part} {number}", "Description": "面谈"}
            account = self.dice.choice(accounts)
            whose = self.owner[account]
            row |= {"AccountId": account, "OwnerId": f"U-{whose if whose in SELLERS else 's1'}"}
            row |= self.when(part, number)
            if not (reason or rules or other):
                account = self.varied(row, account, contacts)
                rules = self.doer_of(row, part)  # noqa: PLW2901 - a sound row made other
            row |= other
            self.to.add(part, row, reason=reason, rules=rules)
            if not reason:
                self.note(part, row, account)

    def when(self, part, number):
        """Whether it is open, done or called off, and its day."""
        over, time = (
            self.dice.choices(("done", "open", "off"), (6, 3, 1))[0],
            "DueDate" if part == "tasks" else "StartTime",
        )
        if over == "open":
            return {"Status": OPEN[part], time: shaped(self.day("2026-06-10", "2026-08-30"), number % 5)}
        day = shaped(self.day(), number % 5)
        done = {"CompletedDate": day} if part == "tasks" and over == "done" else {}
        return {"Status": DONE[part] if over == "done" else "Cancelled", time: day, **done}

    def varied(self, row, account, contacts):
        """One in ten is somebody else's, one in twenty of somebody who has left; one in ten names a contact alone."""
        chance = self.dice.random()
        if chance < 0.15:
            row["OwnerId"] = self.dice.choice([f"U-{login}" for login in SELLERS]) if chance < 0.1 else "U-gone"
        if self.dice.random() < 0.1:
            row["ContactId"], row["AccountId"] = self.dice.choice(contacts), ""
            account = self.contacts[row["ContactId"]]
        return account

    def doer_of(self, row, part):
        """What is open and of somebody who has left goes to the customer's owner; what is over stays theirs."""
        return ("doer_left",) if row["OwnerId"] == "U-gone" and row["Status"] == OPEN[part] else ()

    def note(self, part, row, account):
        whose = self.owner[account]
        self.to.books[whose][part] += 1
        if row["Status"] in ("Open", OPEN[part]):
            holder = WHO.get(row["OwnerId"], whose)
            self.to.planned[holder] += 1
            if holder != whose:
                self.to.members.add((account, holder))


def crm_export(seed=1, *, accounts=1_800, contacts=3_000, tasks=2_600, calls=2_200, events=1_200):
    """The rows of an export, and what is expected of them."""
    maker = _Maker(seed)
    maker.users()
    maker.accounts(accounts)
    maker.contacts_of(contacts)
    maker.activities("tasks", TASKS, tasks)
    maker.activities("calls", CALLS, calls)
    maker.activities("events", EVENTS, events)
    for part, number in (("accounts", 11), ("contacts", 3), ("calls", 5)):
        maker.to.leave_blank(part, number)
    return maker.to
