"""The demo's people, who owns whom, and numbers that belong to nobody."""

from collections import Counter, defaultdict
from datetime import timedelta

from db.models.customers import Contact, Customer, CustomerPrivate, Membership, Ownership
from db.models.people import Person, Placement, Role, Unit
from db.models.policies import Credit, PremiumEvent
from db.models.sales import Lead
from db.models.work import Activity
from db.rules.identity import id_hash, phone_hash


def rows(world, model):
    return world.rows.of[model]


def test_five_departments_their_teams_and_about_sixty_people_in_all_roles(world):
    kinds = Counter(unit["kind"].value for unit in rows(world, Unit))
    assert kinds == {"company": 1, "department": 5, "team": 14}
    roles = Counter(person["role"] for person in rows(world, Person))
    assert set(roles) == set(Role) - {Role.SYSTEM}
    assert 55 <= sum(roles.values()) <= 66
    logins = [person["login"] for person in rows(world, Person)]
    assert len(set(logins)) == len(logins)
    assert all(login.replace("_", "").isalnum() and login.isascii() for login in logins)


def test_the_accounts_named_after_roles_stand_where_they_should(world):
    units = {unit["id"]: unit for unit in rows(world, Unit)}
    at = {one.login: units[one.unit_on(world.as_of)]["code"] for one in world.staff.workers}
    assert [at[role] for role in ("executive", "department_head", "manager", "salesperson")] == [
        "C",
        "D1",
        "D1T1",
        "D1T1",
    ]
    for code in ("D1", "D2"):
        assert len([one for one in world.staff.sellers(code) if one.left_on is None]) >= 5


def test_every_customer_has_one_owner_on_every_day_since_it_was_known(world):
    owned = defaultdict(list)
    for row in rows(world, Ownership):
        owned[row["customer_id"]].append(row)
    for customer in rows(world, Customer):
        spans = owned[customer["id"]]
        assert spans[0]["valid_from"] == customer["known_since"] <= world.as_of
        assert [span["valid_to"] for span in spans][:-1] == [span["valid_from"] for span in spans][1:]
        assert spans[-1]["valid_to"] is None
        for span in spans:
            worker = world.staff[span["person_id"]]
            last = (span["valid_to"] or world.as_of) - timedelta(days=1)
            assert worker.role is Role.SALESPERSON
            assert worker.works_on(span["valid_from"])
            assert worker.works_on(max(last, span["valid_from"]))


def test_the_leavers_customers_go_to_colleagues_and_the_credit_stays(world):
    leaver = world.staff.leaver
    day = leaver.left_on + timedelta(days=1)
    held = [row for row in rows(world, Ownership) if row["person_id"] == leaver.id]
    handed = [row for row in held if row["valid_to"] == day]
    assert len(handed) > 5
    assert all(row["valid_to"] <= day for row in held)
    taken = [row for row in rows(world, Ownership) if row["valid_from"] == day and row["reason"] == "离职交接"]
    assert {row["customer_id"] for row in taken} == {row["customer_id"] for row in handed}
    assert len({row["person_id"] for row in taken}) > 2
    person = rows(world, Person)[leaver.id - 1]
    assert (person["active"], person["left_on"]) == (0, leaver.left_on)
    events = rows(world, PremiumEvent)
    booked = [
        events[credit["premium_event_id"] - 1]
        for credit in rows(world, Credit)
        if credit["person_id"] == leaver.id and credit["premium_event_id"]
    ]
    assert booked
    assert all(event["booked_on"] <= leaver.left_on for event in booked if event["kind"] != "instalment")


def test_nobody_who_left_holds_anything(world):
    gone = {person["id"] for person in rows(world, Person) if not person["active"]}
    for model in (Ownership, Membership, Placement):
        assert not [row for row in rows(world, model) if row["person_id"] in gone and row["valid_to"] is None]
    planned = [row for row in rows(world, Activity) if row["status"] == "planned"]
    assert not [row for row in planned if row["person_id"] in gone]
    assert not [row for row in rows(world, Lead) if row["person_id"] in gone and row["status"] in ("new", "contacted")]


def check_digit(body):
    weighted = sum(int(digit) * (2 ** (17 - at) % 11) for at, digit in enumerate(body))
    return "10X98765432"[weighted % 11]


def test_numbers_belong_to_nobody(world):
    phones = [row["phone"] for row in (*rows(world, CustomerPrivate), *rows(world, Contact)) if row["phone"]]
    assert all(phone.startswith(("154", "0999-0")) for phone in phones)
    people = [row for row in rows(world, CustomerPrivate) if row["born_on"]]
    for row in people:
        number = row["id_number"]
        assert len(number) == 18
        assert number.startswith("99")
        assert number[6:14] == f"{row['born_on']:%Y%m%d}"
        assert number[-1] != check_digit(number[:17])
    others = [row["id_number"] for row in rows(world, CustomerPrivate) if row["id_number"] and not row["born_on"]]
    assert all(number.startswith("00") and len(number) == 18 for number in others)


def test_personal_numbers_are_masked_in_lists_and_found_by_their_hash(world):
    for row in rows(world, CustomerPrivate)[:50]:
        customer = rows(world, Customer)[row["customer_id"] - 1]
        assert "*" in customer["phone_mask"]
        assert row["phone"] not in customer["phone_mask"]
        assert (row["phone_hash"], row["id_hash"]) == (phone_hash(row["phone"]), id_hash(row["id_number"]))


def test_groups_have_heads_that_are_no_members_and_leads_that_came_before(world):
    customers = rows(world, Customer)
    heads = {customer["parent_id"] for customer in customers if customer["parent_id"]}
    assert heads
    assert all(customers[head - 1]["parent_id"] is None for head in heads)
    for lead in rows(world, Lead):
        if lead["customer_id"]:
            assert lead["received_on"] < customers[lead["customer_id"] - 1]["known_since"]
    assert [lead for lead in rows(world, Lead) if lead["person_id"] is None]
