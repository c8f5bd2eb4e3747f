"""A book of any size, made by the database itself: customers, terms, their ledger, opportunities and their history."""

from datetime import date, timedelta

import sqlalchemy as sa

from db.access import SYSTEM, Actor
from db.engine import database
from db.gram_index import index_all
from db.models.people import Person, Placement, Role, Unit
from db.models.policies import Product
from db.models.sales import SaleKind
from db.run import run
from db.session import ActorSession
from db.summaries import rebuild, refresh_first_policies

CUSTOMERS_PER_SELLER = 250
SELLERS_PER_TEAM = 10
DAYS = 1095


def _numbers(count: int) -> str:
    return f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count})"


def _staff(session: ActorSession, actor: Actor, *, customers: int, today: date) -> list[list[int]]:
    """Teams and sellers enough for the customers, spread over the departments there are: (person, unit) pairs."""
    connection = session.trusted()
    departments = (
        connection.execute(sa.select(Unit.id).where(Unit.kind == "department").order_by(Unit.code)).scalars().all()
    )
    sellers: list[list[int]] = []
    for number in range(max(5, customers // CUSTOMERS_PER_SELLER // SELLERS_PER_TEAM)):
        team = Unit(
            code=f"B{number}", name=f"{number}组", kind="team", parent_id=departments[number % len(departments)]
        )
        session.add(team)
        people = [
            Person(login=f"b{number}x{one}", name=f"业务员{number}-{one}", role=Role.SALESPERSON)
            for one in range(SELLERS_PER_TEAM)
        ]
        session.add_all(people)
        session.flush()
        session.add_all(Placement(person_id=one.id, unit_id=team.id, valid_from=today) for one in people)
        sellers += [[one.id or 0, team.id or 0] for one in people]
    for role in (Role.SALESPERSON, Role.MANAGER):
        known = sa.select(Placement.person_id, Placement.unit_id).join(Person, Person.id == Placement.person_id)
        person, unit = connection.execute(known.where(Person.login == role.value)).one()
        sellers += [[person, unit]] if role is Role.SALESPERSON else []
    session.flush()
    return sellers


def _products(session: ActorSession, actor: Actor) -> int:
    if session.trusted().execute(sa.select(sa.func.count(Product.id))).scalar_one() < 6:
        names = [
            ("car", "motor"),
            ("fire", "property"),
            ("liab", "liability"),
            ("health", "health"),
            ("cargo", "marine"),
            ("group", "group"),
        ]
        for code, line in names:
            session.add(Product(code=f"x{code}", line=line, zh=code, en=code, line_zh=line, line_en=line))
    session.flush()
    return 1


def make_book(customers: int, today: date) -> dict[str, int]:
    """Fill a database that has staff and no customers; the counts of what was made."""
    first = today - timedelta(days=DAYS)
    run(_products, SYSTEM)
    sellers = run(_staff, SYSTEM, customers=customers, today=first)
    _seller_table(sellers)
    _customers(customers, first, len(sellers))
    _policies(customers, first)
    _ledger(first)
    _claims(first)
    _sales(customers, first, today)
    _work(customers, first)
    run(_finish, SYSTEM)
    _run_sql(first, "DROP TABLE bench_seller")
    return counts()


def _seller_table(sellers: list[list[int]]) -> None:
    with database().write.begin() as connection:
        connection.execute(
            sa.text("CREATE TABLE bench_seller (slot INTEGER PRIMARY KEY, person_id INTEGER, unit_id INTEGER)")
        )
        rows = [{"s": slot, "p": person, "u": unit} for slot, (person, unit) in enumerate(sellers)]
        connection.execute(sa.text("INSERT INTO bench_seller VALUES (:s, :p, :u)"), rows)


SURNAMES = (
    "王王王王王王李李李李李李张张张张张刘刘刘刘陈陈陈杨杨赵赵黄黄周周吴吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏"
    "薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文单解"
)
GIVEN = (
    "伟伟伟芳芳娜敏敏静静丽丽强强磊军军洋勇勇艳杰娟涛明超霞平刚桂英华玉兰建国志红梅波辉雪琳晨宇浩欣怡子轩思雨佳俊凯婷颖博鑫源晓东春文新海峰岩宁书"
    "振永家光荣福生松林飞鹏斌庆龙云莉淑珍秀慧美惠月小大成立世中正天德"
)
BRANDS, TRADES = (
    "恒华瑞盛鼎远金康泰宏嘉博联信德诚百合汇凯天佳万云海新达源通泽邦兴和安维",
    "物流商贸科技建设食品酒店化工教育医药机械",
)


def _draw(signs: str, turn: int) -> str:
    """One of the signs by the customer's number, as if by chance."""
    return f"substr('{signs}', CAST(1 + (i * 2654435761 + {turn} * 40503 * (1 + i % 9973)) % 4294967291 % {len(signs)} AS INTEGER), 1)"


def _name() -> str:
    trade = f"substr('{TRADES}', CAST(1 + 2 * ((i / 5) % {len(TRADES) // 2}) AS INTEGER), 2)"
    firm = f"substr('宁川上海杭州南京', CAST(1 + 2 * (i / 7 % 4) AS INTEGER), 2) || {_draw(BRANDS, 1)} || {_draw(BRANDS, 2)} || {trade} || '有限公司'"
    second = f"CASE WHEN i % 10 < 3 THEN '' ELSE {_draw(GIVEN, 5)} END"
    return f"CASE WHEN i % 5 = 0 THEN {firm} ELSE {_draw(SURNAMES, 3)} || {_draw(GIVEN, 4)} || {second} END"


def _customers(count: int, first: date, sellers: int) -> None:
    statements = (
        f"INSERT INTO customer (version, id, number, name, kind, region, tier, tags, needs, known_since, owned) {_numbers(count)} "
        "SELECT 1, i + 1, 'B' || i, " + _name() + ", CASE WHEN i % 5 = 0 THEN 'organisation' ELSE 'individual' END, "
        "CASE i % 3 WHEN 0 THEN 'urban' ELSE 'rural' END, CASE WHEN i % 20 = 0 THEN 'high' ELSE 'standard' END, '', '', "
        "DAY<i % 900>, 1 FROM n",
        "INSERT INTO ownership (customer_id, person_id, valid_from, reason) "
        f"SELECT c.id, s.person_id, DAY<0>, '' FROM customer c JOIN bench_seller s ON s.slot = c.id % {sellers}",
        "INSERT INTO customer_private (customer_id, phone_hash, id_hash, phone_tail, id_tail) "
        "SELECT id, 'p' || id, 'i' || id, 'p' || id % 10000, 'i' || id % 10000 FROM customer",
    )
    _run_sql(first, *statements)


def _dated(text: str, first: date) -> str:
    day = "date('{0}', '+' || ({1}) || ' days')" if database().dialect == "sqlite" else "(DATE '{0}' + ({1})::int)"
    while "DAY<" in text:
        head, rest = text.split("DAY<", 1)
        inner, tail = rest.split(">", 1)
        text = head + day.format(first, inner) + tail
    return text


def _run_sql(first: date, *texts: str) -> None:
    with database().write.begin() as connection:
        for text in texts:
            connection.execute(sa.text(_dated(text, first)))


def _policies(count: int, first: date) -> None:
    _run_sql(
        first,
        "INSERT INTO policy (version, id, number, customer_id, product_id, inception, expiry, signed_on, premium, insured_object, channel, "
        f"business_type, predecessor_id) {_numbers(3 * count)} "
        "SELECT 1, i + 1, 'P' || (i / 3), i / 3 + 1, 1 + (i / 3) % 6, DAY<(i / 3) * 7 % 365 + 365 * (i % 3)>, "
        "DAY<(i / 3) * 7 % 365 + 365 * (i % 3) + 365>, DAY<(i / 3) * 7 % 365 + 365 * (i % 3)>, 50000 + (i % 99991) * 7919 % 900000, "
        "CASE WHEN i / 3 % 6 = 0 THEN '宁A' || (10000 + i / 3 % 90000) END, "
        "CASE i % 4 WHEN 0 THEN 'broker' ELSE 'agent' END, CASE WHEN i % 3 = 0 THEN 'new' ELSE 'renewal' END, "
        "CASE WHEN i % 3 = 0 THEN NULL ELSE i END FROM n",
    )


def _ledger(first: date) -> None:
    base = first.toordinal()
    owner = "JOIN ownership o ON o.customer_id = p.customer_id AND o.open = 1 JOIN bench_seller s ON s.person_id = o.person_id"
    since = f"{base} + (p.customer_id - 1) * 7 % 365 + 365 * ((p.id - 1) % 3)"
    columns = "policy_id, kind, booked_on, cover_on, amount, from_day, to_day, unit_id, basis"
    _run_sql(
        first,
        f"INSERT INTO premium_event ({columns}) SELECT p.id, 'sign', p.signed_on, p.inception, p.premium, {since}, {since} + 365, "
        f"s.unit_id, 'known' FROM policy p {owner}",
        f"INSERT INTO premium_event ({columns}) SELECT p.id, 'instalment', p.inception, NULL, p.premium, NULL, NULL, s.unit_id, 'known' "
        f"FROM policy p {owner}",
        f"INSERT INTO premium_event ({columns}) SELECT p.id, 'receipt', p.inception, NULL, p.premium, NULL, NULL, s.unit_id, 'known' "
        f"FROM policy p {owner} WHERE p.id % 50 <> 0",
        "INSERT INTO credit (premium_event_id, person_id, share, amount, leads) SELECT e.id, o.person_id, 10000, e.amount, 1 "
        "FROM premium_event e JOIN policy p ON p.id = e.policy_id JOIN ownership o ON o.customer_id = p.customer_id AND o.open = 1",
    )


def _claims(first: date) -> None:
    who = "JOIN ownership o ON o.customer_id = p.customer_id AND o.open = 1"
    unit = f"JOIN policy p ON p.id = c.policy_id {who} JOIN bench_seller s ON s.person_id = o.person_id"
    _run_sql(
        first,
        "INSERT INTO claim (version, number, policy_id, loss_on, reported_on, status, cause, basis) "
        "SELECT 1, 'C' || id, id, signed_on, signed_on, CASE WHEN id % 8 = 0 THEN 'reported' ELSE 'closed' END, '', 'known' "
        "FROM policy WHERE id % 5 = 0",
        "INSERT INTO claim_event (claim_id, kind, booked_on, amount, opening, unit_id) SELECT c.id, 'estimate', c.reported_on, "
        f"100000 + c.id % 1000000, 1, s.unit_id FROM claim c {unit}",
        "INSERT INTO claim_event (claim_id, kind, booked_on, amount, opening, unit_id) SELECT c.id, 'payment', c.reported_on, "
        f"100000 + c.id % 1000000, 0, s.unit_id FROM claim c {unit} WHERE c.status = 'closed'",
        "INSERT INTO credit (claim_event_id, person_id, share, amount, leads) SELECT e.id, o.person_id, 10000, e.amount, 1 "
        f"FROM claim_event e JOIN claim c ON c.id = e.claim_id JOIN policy p ON p.id = c.policy_id {who}",
    )


def _sales(count: int, first: date, today: date) -> None:
    from db.config import config

    open_stages = [stage for stage in config().stages.of(SaleKind.RELATIONSHIP.value) if not stage.outcome]
    cases = " ".join(f"WHEN {place} THEN '{stage.code}'" for place, stage in enumerate(open_stages))
    stage = f"CASE i % {len(open_stages)} {cases} END"
    last = DAYS
    _run_sql(
        first,
        "INSERT INTO opportunity (version, id, customer_id, title, kind, business_type, product_id, stage, outcome, expected_premium, "
        "probability, expected_close, opened_on, closed_on, stage_since, evidence_on, next_step, key) "
        f"{_numbers(2 * count)} SELECT 1, i + 1, i / 2 + 1, '机会' || i, 'relationship', 'new', 1 + i % 6, "
        f"CASE WHEN i % 5 = 0 THEN {stage.replace('i %', '(i / 5) %')} WHEN i % 5 < 3 THEN 'won' ELSE 'lost' END, "
        "CASE WHEN i % 5 = 0 THEN 'open' WHEN i % 5 < 3 THEN 'won' ELSE 'lost' END, 100000 + (i % 99991) * 31 % 5000000, i % 100, "
        f"DAY<{last} + i % 90>, DAY<i % {last - 60}>, CASE WHEN i % 5 = 0 THEN NULL ELSE DAY<i % {last - 60} + 60> END, "
        f"DAY<i % {last - 60} + 30>, DAY<{last} - i % 60>, '', 0 FROM n",
        "INSERT INTO stage_change (opportunity_id, from_stage, to_stage, changed_on, days, changed_at) "
        f"SELECT id, NULL, '{open_stages[0].code}', opened_on, NULL, '{today} 00:00:00' FROM opportunity",
        "INSERT INTO stage_change (opportunity_id, from_stage, to_stage, changed_on, days, changed_at) "
        f"SELECT id, '{open_stages[0].code}', stage, stage_since, 30, '{today} 00:00:00' FROM opportunity",
    )


def _work(count: int, first: date) -> None:
    _run_sql(
        first,
        "INSERT INTO activity (version, customer_id, person_id, kind, status, subject, planned_on, done_on, outcome, new_fact, next_step) "
        f"{_numbers(2 * count)} SELECT 1, o.customer_id, o.person_id, CASE i % 3 WHEN 0 THEN 'visit' ELSE 'call' END, "
        f"CASE WHEN i % 40 = 0 THEN 'planned' ELSE 'done' END, '拜访', DAY<CASE WHEN i % 40 = 0 THEN {DAYS} + i % 5 ELSE i % {DAYS} END>, "
        f"CASE WHEN i % 40 = 0 THEN NULL ELSE DAY<i % {DAYS}> END, '', i % 2, '' "
        "FROM n JOIN ownership o ON o.customer_id = i / 2 + 1 AND o.open = 1",
    )


def _finish(session: ActorSession, actor: Actor) -> int:
    refresh_first_policies(session)
    rebuild(session)
    index_all(session)
    session.trusted().execute(sa.text("ANALYZE"))
    return 1


def counts() -> dict[str, int]:
    """Rows of the tables that matter."""
    tables = (
        "customer",
        "policy",
        "premium_event",
        "credit",
        "claim_event",
        "opportunity",
        "stage_change",
        "activity",
        "month_by_person",
    )
    with database().read.connect() as connection:
        return {table: connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables}
