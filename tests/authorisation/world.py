"""A small insurer drawn by chance from a seed: plain rows that the oracle reads, and the same rows in the database."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import SQLModel

from authorisation.reorganising import drawn as plans
from db.access import SYSTEM, Role
from db.gram_index import index_all
from db.queries.actors import actor_of
from db.rules.identity import phone_hash
from db.run import run
from db.summaries import rebuild

DAY = date(2026, 6, 30)
BORN = date(1980, 5, 1)
AT = datetime(2026, 6, 30, tzinfo=UTC)
UNITS = (("C", None), ("D1", 1), ("D2", 1), ("D1T1", 2), ("D1T2", 2), ("D2T1", 3))
STAFF = (
    *(("salesperson", code) for code in ("D1T1", "D1T1", "D1T2", "D2T1", None)),
    *(("manager", code) for code in ("D1T1", "D2T1", None)),
    *(("department_head", code) for code in ("D1", "D2")),
    *((role, "C") for role in ("executive", "service", "claims", "analyst", "admin")),
    ("service", None),
    ("claims", None),
    ("executive", None),
    ("admin", None),
)
SELLERS = ("salesperson", "manager", "department_head")
KINDS = ("sign", "cancellation", "instalment", "receipt", "refund", "write_off")


@dataclass
class World:
    """Rows by table, each a dict with all the columns the oracle asks for."""

    seed: int
    rows: dict[str, list[dict]] = field(default_factory=dict)

    def add(self, table, **values):
        rows = self.rows.setdefault(table, [])
        rows.append({"id": len(rows) + 1, **values})
        return len(rows)

    def __getitem__(self, table):
        return self.rows.get(table, [])

    def actors(self):
        """Everybody who can sign in, as the product itself sees them."""
        return [actor_of(person["id"]) for person in self["person"] if person["active"]]


def drawn(seed):
    """The world of a seed."""
    world, dice = World(seed), random.Random(seed)  # noqa: S311 - a drawn world
    _people(world, dice)
    _covers(world, random.Random(f"covers {seed}"))  # noqa: S311 - drawn too, without moving the other dice
    for _ in range(dice.randint(5, 8)):
        _customer(world, dice)
    _merged(world, dice)
    _leads_and_plans(world, dice)
    _handovers(world, dice)
    plans(world, random.Random(f"plans {seed}"))  # noqa: S311 - drawn too, without moving the other dice
    return world


def settled(seed):
    """The world of a seed, written into the test's database."""
    world = drawn(seed)
    write(world)
    return world


def _term(dice, *, ended=0.3):
    start = DAY - timedelta(dice.randint(200, 900))
    return {"valid_from": start, "valid_to": start + timedelta(100) if dice.random() < ended else None}


def _people(world, dice):
    for code, parent in UNITS:
        kind = "company" if parent is None else "team" if "T" in code else "department"
        world.add("unit", code=code, name=code, kind=kind, parent_id=parent, active=1, version=1)
    units = {row["code"]: row["id"] for row in world["unit"]}
    world.add("product", code="car", line="motor", zh="车险", en="Car", line_zh="车", line_en="Motor")
    for number, (role, code) in enumerate(STAFF):
        login = f"{role}{number}"
        person = world.add("person", login=login, name=login, role=role, active=1, language="zh", version=1)
        if dice.random() < 0.4:
            world.add("placement", person_id=person, unit_id=dice.choice(world["unit"])["id"], version=1,
                      valid_from=DAY - timedelta(900), valid_to=DAY - timedelta(500))  # fmt: skip
        if code is not None:
            world.add("placement", person_id=person, unit_id=units[code], version=1,
                      valid_from=DAY - timedelta(500), valid_to=None)  # fmt: skip
    admin = next(person["id"] for person in world["person"] if person["role"] == "admin")
    for person in world["person"]:
        world.add("viewing", session_id=1, person_id=admin, seen_id=person["id"], reason=f"帮{person['login']}",
                  began_at=AT, until=AT, ended_at=AT)  # fmt: skip
    for person in world["person"]:
        world.add("audit", at=AT, command="x", outcome="done", actor_id=person["id"], actor_login="x", change="{}")


def _covers(world, dice):
    """Some are away: somebody stands in, stood in, or will."""
    sellers = [person["id"] for person in world["person"] if person["role"] in SELLERS]
    for absent in dice.sample(sellers, 5):
        began, ended = dice.choice([(DAY, None), (DAY, None), (DAY - timedelta(9), DAY - timedelta(2)), (None, None)])
        world.add("cover", absent_id=absent, substitute_id=dice.choice([one for one in sellers if one != absent]),
                  by_id=absent, reason="leave", planned_from=began or DAY + timedelta(3), until=DAY + timedelta(5),
                  began_on=began, ended_on=ended, version=1)  # fmt: skip


def _covered(world, number):
    """Who stands in for the owner writes the customer, unless they are a member already."""
    owner = world["ownership"][-1]["person_id"]
    there = {row["person_id"] for row in world["membership"] if row["customer_id"] == number and not row["valid_to"]}
    for cover in world["cover"]:
        stands = cover["absent_id"] == owner and cover["began_on"] and cover["substitute_id"] not in there
        if stands:
            world.add("membership", customer_id=number, person_id=cover["substitute_id"], can_write=1, version=1,
                      reason="", cover_id=cover["id"], until=None, valid_from=cover["began_on"],
                      valid_to=cover["ended_on"])  # fmt: skip


def _seller(world, dice):
    return dice.choice([person["id"] for person in world["person"] if person["role"] in SELLERS])


def _customer(world, dice):
    number = len(world["customer"]) + 1
    world.add(
        "customer", number=f"K{number}", name=f"客户{number}", kind="individual",
        tier=dice.choice(["high", "standard"]), tags=f"标{number}", needs=f"需{number}", source=f"源{number}",
        owned=1, merged_into_id=None, version=1, parent_id=dice.choice([None, *range(1, number)]), known_since=DAY,
    )  # fmt: skip
    if dice.random() < 0.5:
        world.add("ownership", customer_id=number, person_id=_seller(world, dice), valid_from=DAY - timedelta(900),
                  valid_to=DAY - timedelta(400), reason="旧")  # fmt: skip
    world.add("ownership", customer_id=number, person_id=_seller(world, dice), valid_from=DAY - timedelta(400),
              valid_to=None, reason="新")  # fmt: skip
    for person in dice.sample(world["person"], dice.randint(0, 3)):
        world.add("membership", customer_id=number, person_id=person["id"], can_write=dice.randint(0, 1), version=1,
                  reason="项", cover_id=None, until=[None, DAY][number % 2], **_term(dice, ended=0.5))  # fmt: skip
    _covered(world, number)
    world.add("contact", customer_id=number, name="联系人", role="user", phone=f"1390000{number:04}", version=1)
    phone = f"1380000{number:04}"
    world.add("customer_private", customer_id=number, phone=phone, phone_hash=phone_hash(phone), born_on=BORN)
    world["customer_private"][-1].pop("id")
    world.add("attachment", customer_id=number, name=f"证件{number}.pdf", kind="pdf", size=5, digest="d", person_id=1,
              stored=f"{number:032}", at=AT, removed_reason="",
              removed_at=None if dice.random() < 0.7 else AT)  # fmt: skip
    for _ in range(dice.randint(0, 2)):
        _policy(world, dice, number)
    for _ in range(dice.randint(0, 2)):
        _sale(world, dice, number)
    world.add("recurring_visit", customer_id=number, kind="visit", subject="例行", every=1, unit="month",
              valid_from=DAY - timedelta(20), valid_to=None if dice.random() < 0.7 else DAY, version=1)  # fmt: skip
    if dice.random() < 0.5:
        spent = {"kind": "gift", "booked_on": DAY, "amount": 500, "note": ""}
        booked = world.add("cost", customer_id=number, **spent, **_unit(world, dice))
        _credit(world, dice, "cost_id", booked, 500)


def _merged(world, dice):
    """A customer that was merged into another, with nothing left but what it was; and two that are kept apart."""
    others = [row["id"] for row in world["customer"]]
    number, winner, by = len(others) + 1, dice.choice(others), _seller(world, dice)
    world.add("customer", number=f"K{number}", name=f"客户{number}", kind="individual", tier="standard", tags="标并",
              needs="需并", source="源并", owned=None, merged_into_id=winner, version=2, parent_id=None,
              known_since=DAY)  # fmt: skip
    world.add("ownership", customer_id=number, person_id=_seller(world, dice), valid_from=DAY - timedelta(400),
              valid_to=DAY, reason="并")  # fmt: skip
    world.add("customer_private", customer_id=number, phone="13899990000", phone_hash=phone_hash("13899990000"),
              born_on=BORN)  # fmt: skip
    world["customer_private"][-1].pop("id")
    made = world.add("customer_merge", winner_id=winner, loser_id=number, loser_name=f"客户{number}", merged_on=DAY,
                     loser_number=f"K{number}", at=AT, person_id=by, reason="同一人", highest="{}")  # fmt: skip
    world.add("merged_row", merge_id=made, record_table="customer", record_id=winner, field="tags", before='"旧"',
              after='"新"')  # fmt: skip
    low, high = sorted(dice.sample(others, 2))
    world.add("customer_apart", low_id=low, high_id=high, person_id=by, at=AT)


def _unit(world, dice):
    return {"unit_id": dice.choice(world["unit"])["id"]}


def _credit(world, dice, link, row, amount):
    people = dice.sample([person["id"] for person in world["person"] if person["role"] in SELLERS], dice.randint(1, 2))
    half = amount // len(people)
    for at, person in enumerate(people):
        links = {**dict.fromkeys(("premium_event_id", "claim_event_id", "cost_id")), link: row}
        part = amount - half * (len(people) - 1) if at == 0 else half
        world.add("credit", person_id=person, share=10_000 // len(people), amount=part, leads=int(at == 0), **links)


def _policy(world, dice, customer):
    start = DAY - timedelta(dice.randint(1, 600))
    end = start + timedelta(365)
    number = len(world["policy"]) + 1
    policy = world.add(
        "policy", number=f"P{number}", customer_id=customer, product_id=1, inception=start, expiry=end, signed_on=start,
        premium=36_500, channel="agent", business_type="new", version=1,
    )  # fmt: skip
    if policy > 1:
        world.add("policy_link", from_id=dice.randint(1, policy - 1), to_id=policy, kind="renews")
    if dice.random() < 0.5:
        world.add("endorsement", policy_id=policy, number=f"E{policy}", effective=start, signed_on=start,
                  premium_delta=10, reason="加")  # fmt: skip
    for kind in dice.sample(KINDS, dice.randint(1, 4)):
        amount = dice.randint(1, 9) * 365 * (-1 if kind == "cancellation" else 1)
        signed = kind in ("sign", "cancellation")
        term = {"cover_on": start, "from_day": start.toordinal(), "to_day": end.toordinal()} if signed else {
            "cover_on": None, "from_day": None, "to_day": None}  # fmt: skip
        row = world.add("premium_event", policy_id=policy, kind=kind, booked_on=start, amount=amount, basis="known",
                        **term, **_unit(world, dice))  # fmt: skip
        _credit(world, dice, "premium_event_id", row, amount)
    if dice.random() < 0.5:
        _claim(world, dice, policy)


def _claim(world, dice, policy):
    claim = world.add("claim", number=f"S{policy}", policy_id=policy, loss_on=DAY, reported_on=DAY, status="reported",
                      cause="", basis="known", version=1)  # fmt: skip
    for kind, amount in (("estimate", 1000), ("payment", 400)):
        row = world.add("claim_event", claim_id=claim, kind=kind, booked_on=DAY, amount=amount,
                        opening=int(kind == "estimate"), **_unit(world, dice))  # fmt: skip
        _credit(world, dice, "claim_event_id", row, amount)
    world.add("claim_party", claim_id=claim, role="garage", name="修理厂", engaged_on=DAY, result="")


def _sale(world, dice, customer):
    outcome = dice.choice(["open", "open", "won"])
    sale = world.add(
        "opportunity", customer_id=customer, title="续保", kind="relationship", business_type="new", product_id=1,
        stage="contact", outcome=outcome, expected_premium=1000, probability=30, expected_close=DAY, opened_on=DAY,
        closed_on=DAY if outcome == "won" else None, stage_since=DAY, evidence_on=DAY, next_step="", key=0, version=1,
    )  # fmt: skip
    _origin(world, sale)
    if dice.random() < 0.7:
        world.add("close_date_change", opportunity_id=sale, from_day=DAY, to_day=DAY + timedelta(9), days=9,
                  changed_on=DAY, changed_at=AT)  # fmt: skip
    if sale % 3:
        world.add("premium_change", opportunity_id=sale, from_premium=900, to_premium=1000, changed_on=DAY,
                  changed_at=AT)  # fmt: skip
    item = world.add(
        "activity", customer_id=customer, opportunity_id=sale, person_id=_seller(world, dice), kind="visit",
        status=dice.choice(["planned", "done"]), subject="拜访", planned_on=DAY, done_on=None, outcome="",
        new_fact=0, next_step="", result="", facts="", moves=0, unplanned=0, version=1,
    )  # fmt: skip
    world.add("plan_amendment", activity_id=item, day=DAY, person_id=_seller(world, dice), changed_at=AT, what="done",
              words=f"变{item}")  # fmt: skip
    _project(world, dice, customer)
    visit = item
    _say(world, dice, "customer", customer)
    _say(world, dice, "opportunity", customer, opportunity_id=sale)
    _say(world, dice, "activity", customer, activity_id=visit)
    for part in dice.sample(["companion", "giver"], dice.randint(0, 2)):
        world.add("activity_participant", activity_id=visit, person_id=_seller(world, dice), part=part, joined_at=AT,
                  left_at=None, open=None)  # fmt: skip


def _origin(world, sale):
    """Where a sale comes from, and the first row of its history."""
    source = {"source": "x", "number": f"O{sale}", "agent": "代", "team": None, "office": None}
    world.add("opportunity_origin", opportunity_id=sale, **source)
    world["opportunity_origin"][-1].pop("id")
    world.add("stage_change", opportunity_id=sale, to_stage="contact", changed_on=DAY, changed_at=AT)


def _project(world, dice, customer):
    """A project sale with two milestones, one waiting for the other, a risk, and a meeting that spoke of the first."""
    running = {"outcome": "open", "probability": 10, "closed_on": None, "next_step": "", "key": 0, "version": 1}
    sale = world.add(
        "opportunity", customer_id=customer, title="统括项目", kind="project", business_type="new", product_id=1,
        stage="set_up", expected_premium=1000, expected_close=DAY, opened_on=DAY, stage_since=DAY, evidence_on=DAY,
        **running,
    )  # fmt: skip
    _origin(world, sale)
    holder, dated = _seller(world, dice), {"start_on": DAY, "due_on": DAY, "first_due_on": DAY}
    about = {"opportunity_id": sale, "stage": "set_up", "lane": "sales", "status": "open", "settled_on": None}
    empty = {"evidence": "", "waived_reason": "", "version": 1}
    made = [
        world.add("milestone", code=code, name=code, person_id=holder, **about, **dated, **empty)
        for code in ("team", "client_file")
    ]
    world.add("milestone_block", milestone_id=made[1], blocker_id=made[0])
    world.add("project_risk", opportunity_id=sale, text="压价", likelihood=1, impact=3, person_id=holder, state="open",
              noted_on=DAY, version=1)  # fmt: skip
    met = world.add("project_meeting", opportunity_id=sale, held_on=DAY, at=AT, person_id=holder, note="")
    world.add("meeting_line", meeting_id=met, milestone_id=made[0], word="at_risk", note="", person_id=holder,
              due_on=DAY)  # fmt: skip


def _say(world, dice, kind, customer, **record):
    links = {"opportunity_id": None, "activity_id": None, "day_plan_id": None, **record}
    world.add("comment", kind=kind, customer_id=customer, person_id=_seller(world, dice), text="请跟进", at=AT, **links)


def _leads_and_plans(world, dice):
    for number in range(6):
        person = dice.choice([None, _seller(world, dice)])
        sale = dice.choice([None, *(row["id"] for row in world["opportunity"])])
        reached = {"phone": f"1370000{number:04}", "phone_mask": f"137****{number:04}"}
        lead = world.add("lead", name=f"潜客{number}", kind="individual", contact_name="", source="website",
                         status="new", received_on=DAY, person_id=person, opportunity_id=sale, note="", version=1,
                         **reached, **_unit(world, dice))  # fmt: skip
        for step in ("received", "contacted")[: dice.randint(1, 2)]:
            world.add("lead_event", lead_id=lead, step=step, happened_on=DAY, at=AT, person_id=_seller(world, dice),
                      way="", note="")  # fmt: skip
        world.add("target", person_id=person, metric="signed_premium", month=date(2026, number + 1, 1), amount=100,
                  **_unit(world, dice))  # fmt: skip
    for person in world["person"]:
        if person["role"] in SELLERS:
            plan = world.add("day_plan", person_id=person["id"], day=DAY, comment="", submitted_at=AT, version=1)
            _say(world, dice, "plan", None, day_plan_id=plan)
    for number, person in enumerate(world["person"]):
        customer = dice.choice(world["customer"])["id"]
        world.add("notice", person_id=person["id"], kind="comment", cause=f"c{number}", about="customer", at=AT,
                  about_id=customer, comment_id=None, by_id=None, in_app=1, by_mail=1, read_at=None)  # fmt: skip
        world.add("notice_setting", person_id=person["id"], kind="task", in_app=1, by_mail=0)
        world["notice_setting"][-1].pop("id")
    _exports(world, dice)


def _exports(world, dice):
    """Each asked for an export once, which somebody decided or not, and took a small file."""
    for person in world["person"]:
        other = dice.choice([row["id"] for row in world["person"] if row["id"] != person["id"]])
        refused = {"verdict": "refused", "decided_by": other, "decided_at": AT}
        ends = dice.choice([refused, {"verdict": None, "decided_by": None, "decided_at": None}])
        of = {
            "place": "customers",
            "question": f"q{person['id']}",
            "asked": "",
            "what": "客户",
            "told": "",
            "reason": "核",
        }
        world.add("export_request", person_id=person["id"], rows=3_000, asked_at=AT, sentence="", **of, **ends)
        world.add("export_taken", person_id=person["id"], day=DAY, at=AT, rows=5, request_id=None)


HANDOVER = {"last_day": DAY, "effective_on": DAY, "opened_on": DAY, "version": 1, "disabled": 0, "digest": "",
            "before": "{}", "after": "{}", "highest": "{}"}  # fmt: skip
SAID = dict.fromkeys(("giver_reason", "closed_reason", "undone_reason"), "")


def _handovers(world, dice):
    """Handovers of drawn leavers, each with lines and items for drawn successors; what hangs on them is not moved."""
    busy = None
    for state in ("frozen", "agreed", "done", "withdrawn"):
        leaver = _seller(world, dice)
        while state == "agreed" and leaver == busy:
            leaver = _seller(world, dice)
        busy = leaver
        made = world.add("handover", leaver_id=leaver, reason="left", state=state, **HANDOVER, **SAID,
                         **_unit(world, dice))  # fmt: skip
        for customer in dice.sample(world["customer"], 3):
            taker = _seller(world, dice) if state == "agreed" else dice.choice([None, _seller(world, dice)])
            for_whom = {"handover_id": made, "customer_id": customer["id"], "successor_id": taker}
            world.add("handover_line", by_rule=1, premium=100, receivable=10, overdue=1, note=f"注{made}", version=1,
                      number="", name="", policies=0,
                      **for_whom)  # fmt: skip
            world.add("handover_item", record_table="ownership", record_id=customer["id"], person_id=leaver, moved=0,
                      **for_whom)  # fmt: skip
        world.add("handover_item", record_table="lead", record_id=1, person_id=leaver, moved=0, handover_id=made,
                  customer_id=None, successor_id=_seller(world, dice))  # fmt: skip
        world.add("handover_signing", handover_id=made, person_id=_seller(world, dice), signed_at=AT)


def write(world):
    """The rows as they are, then the summaries that are made of them."""

    def write_world(session, actor):
        connection = session.trusted()
        for table in _in_order(world):
            connection.execute(sa.insert(table), world.rows[table.name])
            if connection.dialect.name == "postgresql" and "id" in table.c:
                top = sa.select(sa.func.max(table.c.id)).scalar_subquery()
                connection.execute(sa.select(sa.func.setval(sa.func.pg_get_serial_sequence(table.name, "id"), top)))
        rebuild(session)
        index_all(session)
        session.notebook.quiet = True

    run(write_world, SYSTEM)
    for name in ("month_by_product", "month_by_person", "customers_by_owner"):
        world.rows[name] = kept(name)


def _in_order(world):
    tables = SQLModel.metadata.tables
    first = ["unit", "product", "person", "customer", "ownership"]
    # The table order of the metadata ends where customers and ownership point at each other.
    rest = ["placement", "audit", "cover", "membership", "customer_merge", "merged_row", "customer_apart", "attachment",
            "contact", "customer_private", "policy", "policy_link", "endorsement",
            "premium_event", "claim", "claim_event", "claim_party", "cost", "credit", "opportunity",
            "opportunity_origin", "stage_change", "close_date_change", "premium_change", "milestone", "milestone_block",
            "project_risk", "project_meeting", "meeting_line", "activity", "plan_amendment", "recurring_visit",
            "lead", "lead_event", "target", "day_plan", "comment", "activity_participant", "notice",
            "notice_setting", "export_request", "export_taken", "handover", "handover_line", "handover_item",
            "handover_signing", "reorganisation", "reorganisation_unit", "reorganisation_line", "viewing"]  # fmt: skip
    assert set(world.rows) <= {*first, *rest}
    return [tables[name] for name in (*first, *rest) if world[name]]


def kept(name):
    """All rows of a table as they stand in the database."""

    found = []

    def read_table(session, actor):
        rows = session.trusted().execute(sa.select(SQLModel.metadata.tables[name])).mappings()
        found.extend(dict(row) for row in rows)
        session.notebook.quiet = True

    run(read_table, SYSTEM)
    return found


def role_of(actor):
    return Role(actor.role).value
