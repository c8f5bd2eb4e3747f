"""What every public reading function of db gives to whom: a check against the oracle, or why it needs none."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

from authorisation.handed import HANDED
from authorisation.oracle import SALES, key_of
from authorisation.planned import PLANNED
from db.access import SYSTEM
from db.buckets import Grain
from db.drill import drill_rows
from db.errors import Denied, Refusal
from db.measure import ahead, measure
from db.models.search import RecordKind
from db.models.talk import About
from db.periods import Period
from db.pipeline import Lens, days_of_sales
from db.queries import (
    accounts,
    activities,
    attachments,
    audits,
    chances,
    choices,
    claims,
    comments,
    completeness,
    covers,
    customer_money,
    customers,
    day_plan,
    days_with_figures,
    due_today,
    duplicates,
    evidence,
    exports,
    family,
    found_customers,
    found_records,
    import_runs,
    inbox,
    kept_records,
    leads,
    open_balances,
    opportunities,
    opportunity_origin,
    orphans,
    overdue_instalments,
    own_sessions,
    pipeline_ageing,
    pipeline_changes,
    pipeline_coverage,
    pipeline_forecast,
    pipeline_funnel,
    pipeline_velocity,
    policies,
    projects,
    record_changes,
    recurring_visits,
    renewals_due,
    review,
    sale_history,
    seers,
    split_facts,
    stage_milestones,
    targets,
    timeline,
    viewings,
)
from db.queries import sight as reviews
from db.queries import team as teams
from db.queries.customer_record import customer_record
from db.queries.notice_settings import notice_settings
from db.session import reading

DIRECTORY = "the directory, products and units: for whoever is signed in"
ENTRANCE = "makes the actor itself, before anybody is one"
PURE = "works on what it is handed"
SYSTEM_ONLY = "a job's own reading in the system's name; hands out no rows"
FOR_COMMANDS = "a command's own reading of the directory, under that command's right"
PROFILES = "names and texts of import profiles: no record of anybody"
DAY = date(2026, 6, 30)
ALL_TIME = Period(date(2020, 1, 1), date(2030, 1, 1))


def asked(call):
    """What a call answers; a refusal is answered as none at all."""
    try:
        return call()
    except Refusal:
        return None


def same(found, wanted):
    return [] if found == wanted else [(found, wanted)]


def ids(rows):
    return {row.id for row in rows}


def seen_through(oracle, table, world, *links):
    """Rows of a table in sight whose parents are in sight as well: what a list that names them can show."""
    shown = oracle.sees(table)
    return {
        row["id"]
        for row in world[table]
        if row["id"] in shown and all(_parent(world, row, path) in oracle.sees(path[-1]) for path in links)
    }


def _parent(world, row, path):
    for name in path:
        row = world[name][row[f"{name}_id"] - 1]
    return row["id"]


def activity_list(session, me, oracle, world):
    wanted = seen_through(oracle, "activity", world, ("customer",))
    every = activities.Asked()
    yield from same(ids(activities.activities(session, me, every, limit=500)), wanted)
    yield from same(activities.count_activities(session, me, every), len(wanted))
    for row in world["activity"]:
        one = asked(lambda row=row: activities.activity(session, me, row["id"]))
        yield from same(one is not None, row["id"] in wanted)


def team(session, me, oracle, world):
    logins = {person["login"] for person in world["person"] if person["id"] in oracle.people()}
    for row in activities.team_day(session, me, date(2026, 6, 30)):
        if row.login not in logins:
            yield row


def plans(session, me, oracle, world):
    """Items, amendments and the plan itself of everybody: each as far as it is in sight."""
    items = seen_through(oracle, "activity", world, ("customer",))
    amended = oracle.sees("plan_amendment")
    for person in world["person"]:
        theirs = [one for one in world["activity"] if one["person_id"] == person["id"] and one["id"] in items]
        whole = day_plan.day_plan(session, me, DAY, person_id=person["id"])
        yield from same(ids(whole.items), {one["id"] for one in theirs})
        yield from same(ids(day_plan.week_plan(session, me, DAY, person_id=person["id"])), ids_of(theirs))
        mine = [one for one in world["day_plan"] if one["person_id"] == person["id"]]
        in_sight = any(one["id"] in oracle.sees("day_plan") for one in mine)
        yield from same(whole.handed_in is not None, in_sight)
        changed = [
            one["words"]
            for one in world["plan_amendment"]
            if one["activity_id"] in ids_of(theirs) and one["id"] in amended
        ]
        yield from same(sorted(one.words for one in whole.amendments), sorted(changed) if in_sight else [])


def ids_of(rows):
    return {row["id"] for row in rows}


def recurring(session, me, oracle, world):
    running = {row["id"] for row in world["recurring_visit"] if not row["valid_to"]}
    mine = oracle.owns("customer")
    wanted = {
        row["id"]
        for row in world["recurring_visit"]
        if row["id"] in running & oracle.owns("recurring_visit") and row["customer_id"] in mine
    }
    yield from same(ids(recurring_visits.recurring_visits(session, me)), wanted)


def due_of_the_day(session, me, oracle, world):
    held = {
        row["customer_id"] for row in world["ownership"] if row["person_id"] == me.person_id and not row["valid_to"]
    }
    away, for_whom = oracle.away()
    wanted = set() if away else held & oracle.owns("customer")
    covered = {row["customer_id"] for row in world["ownership"] if row["person_id"] in for_whom and not row["valid_to"]}
    for one in due_today.due_today(session, me, DAY):
        if one.customer_id not in wanted | (covered & oracle.sees("customer")):
            yield one


def standing_in(session, me, oracle, world):
    """Covers of either side in sight, and of each how many customers in sight."""
    running = {row["id"]: row for row in world["cover"] if not row["ended_on"]}
    listed = covers.covers(session, me)
    yield from same(ids(listed), set(running) & oracle.sees("cover"))
    seen = [row for row in world["membership"] if row["id"] in oracle.sees("membership") and not row["valid_to"]]
    for one in listed:
        yield from same(one.customers, sum(row["cover_id"] == one.id for row in seen))
    if oracle.sees("cover") and me.role != "executive":
        mine = covers.standing_today(session, me, me.person_id)
        yield from same((mine.away, set(mine.for_whom)), oracle.away())
    shown = {row["absent_id"] for row in world["cover"] if row["id"] in oracle.sees("cover")}
    yield from same(set(covers.days_away(session, me, DAY - timedelta(30), DAY + timedelta(30))) - shown, set())


def who_sees_what(session, me, oracle, world):
    """The review names a person exactly if that person's scope holds the customer, and says by the same ways."""
    oracles = [type(oracle)(world, person["id"]) for person in world["person"]]
    for row in world["customer"] if me.role in ("manager", "department_head") else ():
        found = asked(lambda row=row: seers.who_sees(session, me, row["id"]))
        yield from same(found is not None, row["id"] in oracle.sees("customer"))
        told = {one.person_id: set(one.ways) for one in found or ()}
        whole = {one.me: {way for way, held in one.why().items() if row["id"] in held} for one in oracles}
        seeing = {one.me for one in oracles if row["id"] in one.sees("customer")}
        yield from same(told, {person: whole[person] for person in seeing} if found is not None else {})
        writing = {one.me for one in oracles if row["id"] in one.writable() and one.role in SALES}
        yield from same({one.person_id for one in found or () if one.writes}, writing if found is not None else set())
    for one in oracles:
        sight = asked(lambda one=one: reviews.sight_of(me, one.me))
        yield from same(sight is not None, me.role == "admin")
        if sight is not None:
            ways = {way: len(held) for way, held in one.why().items() if held}
            yield from same((sight.total, sight.by_way), (len(one.sees("customer")), ways))
    if me.role not in ("manager", "department_head"):
        for row in world["customer"]:
            yield from same(asked(lambda row=row: seers.who_sees(session, me, row["id"])), None)


def teams_week(session, me, oracle, world):
    day = date(2026, 6, 30)
    for row in teams.team_week(session, me, day):
        if row.id not in oracle.people() and me.role != "executive":
            yield row
    for person in world["person"]:
        found = asked(lambda person=person: teams.person_day(session, me, person["id"], day))
        if found is not None and person["id"] not in oracle.people():
            yield person["id"]
        yield from (item for item in (found.items if found else ()) if item.customer and not _in_sight(oracle, item))


def _in_sight(oracle, item):
    return item.customer_id in oracle.sees("customer")


def week_reviewed(session, me, oracle, world):
    mine = oracle.owns("opportunity") & seen_through(oracle, "opportunity", world, ("customer",))
    open_ones = {row["id"] for row in world["opportunity"] if row["outcome"] == "open"}
    yield from same(ids(review.next_steps(session, me, date(2026, 6, 30))), mine & open_ones)


def words_said(session, me, oracle, world):
    wanted, found = oracle.sees("comment"), set()
    for table, about in (("customer", "customer"), ("opportunity", "opportunity"), ("activity", "activity")):
        for row in world[table]:
            whose = [row["id"] if table == "customer" else row["customer_id"]]
            found |= ids(comments.comments(session, me, About(about), row["id"], whose))
    if me.role not in ("service", "claims", "analyst", "admin"):
        for row in world["day_plan"]:
            found |= ids(comments.comments(session, me, About.PLAN, row["id"]))
        yield from same(found, wanted)
    else:
        yield from same(found - wanted, set())
    parts = {
        row["activity_id"] for row in world["activity_participant"] if row["id"] in oracle.sees("activity_participant")
    }
    for row in world["activity"]:
        yield from same(bool(comments.beside(session, me, row["id"])), row["id"] in parts)


def inbox_kept(session, me, oracle, world):
    mine = oracle.sees("notice")
    rows = inbox.notices(session, me)
    yield from same(ids(rows), mine)
    yield from same(inbox.count_notices(session, me), len(mine))
    decide = len(exports.requests_to_decide(session, me, limit=500))
    own = [row for row in world["export_request"] if row["person_id"] == me.person_id and not oracle.nowhere]
    yield from same(inbox.unread(session, me), len(mine) + decide + refused_of(own))
    every = [row["id"] for row in world["notice"]]
    yield from same(ids(inbox.waiting(session, me, every)), mine)
    for row in rows:
        yield from same(row.record is not None, row.about_id in oracle.sees("customer"))
    wanted = not notice_settings(session, me)["task"][1]
    yield from same(wanted, not oracle.nowhere)


def customer_list(session, me, oracle, world):
    wanted = oracle.sees("customer")
    every = customers.Asked()
    yield from same(ids(customers.customers(session, me, every, limit=500)), wanted)
    yield from same(customers.count_customers(session, me, every), len(wanted))
    for row in world["customer"]:
        found = customers.customers(session, me, customers.Asked(search=row["name"]))
        yield from same(row["id"] in ids(found), row["id"] in wanted)
        asked_for, more = customers.searched(session, me, customers.Asked(search=row["name"]))
        yield from same((row["id"] in (asked_for.ids or ()), more), (row["id"] in wanted, False))
    yield from same(customers.regions(session, me), [])
    if customers.tags_shown(me):
        yield from same(
            set(customers.tags(session, me)), {row["tags"] for row in world["customer"] if row["id"] in wanted}
        )


SOUGHT = {
    "customers": ("customer", "name", "name"),
    "contacts": ("contact", "name", "name"),
    "policies": ("policy", "number", "number"),
    "opportunities": ("opportunity", "title", "title"),
    "leads": ("lead", "name", "name"),
    "activities": ("activity", "subject", "subject"),
    "claims": ("claim", "number", "number"),
}


def searches(session, me, oracle, world):
    """Every record is found by its own name or number by who sees it, and by nobody else."""
    for kind, (table, column, _shown) in SOUGHT.items():
        wanted = seen_through(oracle, table, world, *FOUND_THROUGH.get(kind, ()))
        for row in world[table]:
            hits = found_records.found_records(session, me, row[column], only=kind, few=500)
            found = ids(hits[kind].rows) if kind in hits else set()
            yield from same((row["id"] in found, found - wanted), (row["id"] in wanted, set()))
    for row in world["customer_private"]:
        seen = row["customer_id"] in oracle.sees("customer") and row["customer_id"] in oracle.sees("customer_private")
        for typed in (row["phone"], (row["phone"] or "")[-4:]):
            if typed:
                found = found_customers.found_customers(session, me, typed).ids
                yield from same(row["customer_id"] in found, seen)
                yield from same(set(found) - oracle.sees("customer"), set())
    yield from _searches_by_phone(session, me, oracle, world)


def _searches_by_phone(session, me, oracle, world):
    """A contact or a lead is found by its phone by who sees it, but for the executive, who sees no numbers."""
    for kind, table in (("contacts", "contact"), ("leads", "lead")):
        wanted = seen_through(oracle, table, world, *FOUND_THROUGH.get(kind, ()))
        wanted = set() if me.role == "executive" else wanted
        for row in world[table]:
            for typed in {row["phone"], (row["phone"] or "")[-4:]} - {None, ""}:
                hits = found_records.found_records(session, me, typed, only=kind, few=500)
                found = ids(hits[kind].rows) if kind in hits else set()
                yield from same((row["id"] in found, found - wanted), (row["id"] in wanted, set()))


FOUND_THROUGH = {
    "contacts": [("customer",)],
    "activities": [("customer",)],
    "policies": [("customer",)],
    "opportunities": [("customer",)],
    "claims": [("policy",), ("policy", "customer")],
}


def at_hand(session, me, oracle, world):
    """Nothing that is out of sight is at hand, whoever pinned it."""
    for kind, table in (("customer", "customer"), ("policy", "policy"), ("opportunity", "opportunity")):
        for row in world[table]:
            pinned = kept_records.is_pinned(session, me, RecordKind(kind), row["id"])
            yield from same(pinned is not None, row["id"] in oracle.sees(table))
    kept = kept_records.kept_records(session, me)
    yield from same((kept.pinned, kept.recent), ((), ()))
    yield from same(kept_records.saved_filters(session, me, "customers"), [])


def records(session, me, oracle, world):
    for row in world["customer"]:
        record = asked(lambda row=row: customer_record(session, me, row["id"]))
        yield from same(record is not None, row["id"] in oracle.sees("customer"))
        if record is None:
            continue
        of = {
            "policy": record.policies, "claim": record.claims, "opportunity": record.opportunities,
            "activity": record.activities,
        }  # fmt: skip
        for table, part in of.items():
            mine = {
                one["id"]
                for one in world[table]
                if oracle.customer_of(table, one) == row["id"] and one["id"] in oracle.sees(table)
            }
            yield from same(ids(part or ()), mine)
        serving = {
            one["person_id"]
            for one in (*world["ownership"], *world["membership"])
            if one["customer_id"] == row["id"] and not one["valid_to"]
        }
        phone = record.private.phone if record.private else None
        if phone and "*" not in phone and me.person_id not in serving:
            yield (row["id"], "in full")


def records_scored(session, me, oracle, world):
    """Who sees all that a score is made of is told that of each customer in sight, and nobody else of any."""
    every = [row["id"] for row in world["customer"]]
    told = completeness.completeness(session, me, every)
    sellers = me.role in ("salesperson", "manager", "department_head")
    yield from same(set(told), oracle.sees("customer") & set(every) if sellers else set())
    for customer in every:
        if customer % 4 == me.person_id % 4:
            yield from same(completeness.customer_completeness(session, me, customer), told.get(customer))
        if customer in told:
            yield from _scored(oracle, world, customer, {part.part: part for part in told[customer].parts})


def _scored(oracle, world, customer, parts):
    """The parts that a row out of sight could change, said here once more."""
    mine = {
        table: [row for row in world[table] if row["customer_id"] == customer and row["id"] in oracle.sees(table)]
        for table in ("contact", "policy", "opportunity")
    }
    others = [row for row in mine["contact"] if row["role"] != "decision_maker"]
    if len(others) > 1:
        yield from same(parts["another_contact"].gap, None)
    if not mine["contact"]:
        yield from same(parts["another_contact"].points, 0)
    if not mine["policy"]:
        yield from same((parts["claims"].gap, parts["instalments"].gap, parts["policies"].gap), (None, None, None))


def books_to_split(session, me, oracle, world):
    """Of each person the customers that count in the actor's own figures, and what they hold there."""
    people = [person["id"] for person in world["person"]]
    mine, policies = oracle.owns("customer"), _in_force(oracle, world)
    held = {
        person: {row["customer_id"] for row in world["ownership"] if row["person_id"] == person and not row["valid_to"]}
        for person in people
    }
    for person in people[me.person_id % 4 :: 4]:
        found = split_facts.split_facts(session, me, leaver_id=person, people=people)
        yield from same(ids(found.customers), held[person] & mine)
        wanted = sum(premium for whose, premium in policies if whose in held[person] & mine)
        yield from same(sum(one.premium for one in found.customers), wanted)
    successors = split_facts.split_facts(session, me, leaver_id=0, people=people).successors
    yield from same({one.id: one.customers for one in successors}, {one: len(held[one] & mine) for one in people})


def _in_force(oracle, world):
    """The customer and the premium, with its endorsements, of each policy in force that counts for the actor."""
    deltas = defaultdict(int)
    for row in world["endorsement"]:
        if row["id"] in oracle.owns("endorsement") and row["effective"] <= DAY:
            deltas[row["policy_id"]] += row["premium_delta"]
    running = [row for row in world["policy"] if row["inception"] <= DAY < row["expiry"]]
    return [
        (row["customer_id"], row["premium"] + deltas[row["id"]])
        for row in running
        if row["id"] in oracle.owns("policy")
    ]


def policy_records(session, me, oracle, world):
    for row in world["policy"]:
        record = asked(lambda row=row: policies.policy_record(session, me, row["id"]))
        yield from same(record is not None, row["id"] in oracle.sees("policy"))
        if record is not None:
            booked = [one for one in world["premium_event"] if one["policy_id"] == row["id"]]
            mine = [str(one["kind"]) for one in booked if one["id"] in oracle.sees("premium_event")]
            yield from same(sorted(str(one.kind) for one in record.bookings), sorted(mine))


def claim_list(session, me, oracle, world):
    wanted = seen_through(oracle, "claim", world, ("policy",), ("policy", "customer"))
    yield from same(ids(claims.claims(session, me, claims.Asked(), limit=500)), wanted)
    yield from same(claims.count_claims(session, me, claims.Asked()), len(wanted))


def sale_list(session, me, oracle, world):
    wanted = oracle.sees("opportunity")
    every = opportunities.Asked(outcome="all")
    yield from same(ids(opportunities.opportunities(session, me, every, limit=500)), wanted)
    own = opportunities.opportunities(session, me, every, own=True, limit=500)
    yield from same(ids(own), oracle.owns("opportunity"))
    yield from same(opportunities.count_opportunities(session, me, every)[0], len(wanted))
    for row in world["opportunity"]:
        one = asked(lambda row=row: opportunities.opportunity(session, me, row["id"]))
        yield from same(one is not None, row["id"] in wanted)
        yield from same(opportunity_origin.origin(session, me, row["id"]) is not None, row["id"] in wanted)
        yield from same(bool(sale_history.steps(session, me, row["id"])), row["id"] in wanted)
        put_off = {one["opportunity_id"] for one in world["close_date_change"]} & wanted
        yield from same(bool(sale_history.close_moves(session, me, row["id"])), row["id"] in put_off)
        priced = {one["opportunity_id"] for one in world["premium_change"]} & wanted
        yield from same(bool(sale_history.premium_moves(session, me, row["id"])), row["id"] in priced)
        if one is not None:
            evidence.kinds_done(session, me, one)
            yield from same(one.close_moves > 0, row["id"] in put_off)
    yield from on_the_board(session, me, oracle, world)
    closed = [
        row for row in world["opportunity"] if row["outcome"] == "won" and row["id"] in oracle.owns("opportunity")
    ]
    past = chances.chances(session, me, "relationship")
    yield from same({chance.cases for chance in past.values()}, {len(closed)})


def whole_projects(session, me, oracle, world):
    """Of each project sale in sight, and of no other, the parts in sight and what its meetings said."""
    seen = seen_through(oracle, "opportunity", world, ("customer",))
    for row in world["opportunity"]:
        found = asked(lambda row=row: projects.project(session, me, row["id"]))
        yield from same(found is not None, row["id"] in seen and row["kind"] == "project")
        if found is None:
            continue
        parts = {"milestone": found.milestones, "project_risk": found.risks, "project_meeting": found.meetings}
        for table, part in parts.items():
            mine = {one["id"] for one in world[table] if one["opportunity_id"] == row["id"]}
            yield from same(ids(part), mine & oracle.sees(table))
        links = [one for one in world["milestone_block"] if one["id"] in oracle.sees("milestone_block")]
        waits = {one["milestone_id"]: (one["blocker_id"],) for one in links}
        yield from same([one.after for one in found.milestones], [waits.get(one.id, ()) for one in found.milestones])
        mine = row["customer_id"] in oracle.owns("customer") and me.role != "executive"
        yield from same(found.leads, mine)
        yield from same(found.writes, mine or (row["customer_id"] in oracle.writable() and me.role != "executive"))
        yield from same(stage_milestones.stage_settled(session, me, found.sale), False)
    for row in world["project_meeting"]:
        said = [one for one in world["meeting_line"] if one["meeting_id"] == row["id"]]
        mine = [one["milestone_id"] for one in said if one["id"] in oracle.sees("meeting_line")]
        yield from same([one.milestone_id for one in projects.minutes(session, me, row["id"])], mine)


def on_the_board(session, me, oracle, world):
    running = {row["id"] for row in world["opportunity"] if row["outcome"] == "open" and row["kind"] == "relationship"}
    wanted = running & oracle.sees("opportunity")
    piles = opportunities.board(session, me, opportunities.Asked(kind="relationship"), most=100)
    yield from same({row.id for pile in piles for row in pile.rows}, wanted)
    yield from same(sum(pile.count for pile in piles), len(wanted))


def pipeline_reports(session, me, oracle, world):
    """Each report counts the opportunities that I own or lead, and lists exactly these."""
    every = [row for row in world["opportunity"] if row["id"] in oracle.owns("opportunity")]
    mine = [row for row in every if row["kind"] == "relationship"]
    numbers = {row["id"] for row in mine}
    lens, day = Lens("relationship"), Period(DAY, date(2026, 7, 1))
    yield from same(days_of_sales(session, me), (DAY, DAY) if every else None)
    found = pipeline_funnel.funnel(session, me, lens, day, Grain.MONTH)
    yield from same((found.whole.opened, found.whole.reached[0]), (len(mine), len(mine)))
    yield from same(ids(pipeline_funnel.funnel_rows(session, me, lens, day, 0, limit=500).rows), numbers)
    won = {row["id"] for row in mine if row["outcome"] == "won"}
    paces = pipeline_velocity.velocity(session, me, lens, day)
    yield from same({pace.stays for pace in paces if pace.stage == "won"}, {len(won)} if won else set())
    yield from same(ids(pipeline_velocity.velocity_rows(session, me, lens, day, "won", limit=500).rows), won)
    yield from same(sum(one.count for one in pipeline_ageing.ageing(session, me, lens)), len(numbers - won))
    standing = pipeline_ageing.ageing_rows(session, me, lens, "contact", None, limit=500)
    yield from same(ids(standing.rows), numbers - won)
    yield from _pipeline_changes(session, me, world, {row["id"] for row in every})
    last = pipeline_forecast.forecasts(session, me, lens, 1)
    yield from same([one.won for one in last[1:]], [len(won)] if last else [])
    behind = pipeline_forecast.forecast_rows(session, me, lens, date(2026, 6, 1), "won", limit=500)
    yield from same(ids(behind.rows), won)
    if may_ask(me, "weighted_pipeline"):
        covering = pipeline_coverage.coverage_rows(session, me, (), limit=500)
        yield from same({row.row_id for row in covering.rows}, {row["id"] for row in every if row["outcome"] == "open"})
    for row in [*behind.rows, *standing.rows]:
        if row.customer_id not in oracle.owns("customer"):
            yield row


def _pipeline_changes(session, me, world, numbers):
    """All of them are new; of some the premium or the close day was changed as well."""
    changes = {one.what: one.count for one in pipeline_changes.change_sums(session, me, Lens(), DAY)}
    wanted = {
        "opened": len(numbers),
        "raised": sum(row["opportunity_id"] in numbers for row in world["premium_change"]),
        "later": sum(row["opportunity_id"] in numbers for row in world["close_date_change"]),
    }
    yield from same(changes, {what: number for what, number in wanted.items() if number})
    listed = pipeline_changes.change_rows(session, me, Lens(), DAY, "", limit=500)
    yield from same((ids(listed.rows), listed.count), (numbers, sum(wanted.values())))
    priced = pipeline_changes.change_rows(session, me, Lens(), DAY, "raised", limit=500)
    yield from same(priced.count, wanted["raised"])


def lead_list(session, me, oracle, world):
    for part, which in (
        ("team", bool),
        ("mine", lambda row: row["person_id"] == me.person_id),
        ("pool", lambda row: row["person_id"] is None),
    ):
        asked_of = leads.Asked(part=part, status="all")
        wanted = {row["id"] for row in world["lead"] if row["id"] in oracle.sees("lead") and which(row)}
        yield from same(ids(leads.leads(session, me, asked_of, limit=500)), wanted)
        yield from same(leads.count_leads(session, me, asked_of), len(wanted))
    for row in world["lead"]:
        one = asked(lambda row=row: leads.lead(session, me, row["id"]))
        yield from same(one is not None, row["id"] in oracle.sees("lead"))
        steps = sum(event["lead_id"] == row["id"] for event in world["lead_event"])
        yield from same(len(leads.lead_steps(session, me, row["id"])), steps if one else 0)
        if one is not None:
            reach = leads.lead_reach(session, me, one)
            yield from same(reach.phone if reach else None, row["phone"] if row["person_id"] == me.person_id else None)


def lead_figures(session, me, oracle, world):
    """What is won of leads is told by the leads in scope, whoever has the opportunities; pools count nowhere."""
    if not may_ask(me, "leads"):
        yield from same(asked(lambda: measure(session, me, "leads", period=ALL_TIME)), None)
        return
    mine = [row for row in world["lead"] if row["id"] in oracle.owns("lead")]
    won = {row["id"] for row in world["opportunity"] if row["outcome"] == "won"}
    yield from same(measure(session, me, "leads", period=ALL_TIME).total, len(mine))
    wanted = sum(row["opportunity_id"] in won for row in mine)
    yield from same(measure(session, me, "leads_won", period=ALL_TIME).total, wanted)


def due_lists(session, me, oracle, world):
    for row in [*renewals_due.renewals_due(session, me), *overdue_instalments.overdue_instalments(session, me)]:
        if row.customer_id not in oracle.owns("customer") or row.policy_id not in oracle.owns("policy"):
            yield row


def choice_lists(session, me, oracle, world):
    codes = {row["code"] for row in world["unit"] if row["id"] in oracle.units}
    logins = {row["login"] for row in world["person"] if oracle._open_unit(row["id"]) in oracle.units}
    for name in ("department", "team", "salesperson", "line", "product", "tier"):
        found = {one.code for one in choices.choices(session, me, name)}
        if name in ("department", "team", "salesperson"):
            yield from sorted(found - codes - logins)


def happened(session, me, oracle, world):
    """Of the rows of each customer those in sight, once for each thing that they tell."""
    for customer in world["customer"]:
        mine = {
            table: [
                row
                for row in world[table]
                if row["id"] in oracle.sees(table) and oracle.customer_of(table, row) == customer["id"]
            ]
            for table in ("activity", "policy", "claim", "claim_event", "stage_change", "ownership", "membership",
                          "endorsement")
        }  # fmt: skip
        wanted = {
            "activity": sum(str(row["status"]) != "planned" for row in mine["activity"]),
            "sale": len(mine["stage_change"]),
            "claim": len(mine["claim"]) + len(mine["claim_event"]),
            "serving": len(mine["ownership"]) + len(mine["membership"])
            + sum(row["valid_to"] is not None for row in mine["membership"]),
        }  # fmt: skip
        found = timeline.count_events(session, me, customer["id"])
        yield from same({kind: found.get(kind, 0) for kind in wanted}, wanted)
        listed = timeline.timeline(session, me, customer["id"], limit=500)
        yield from same(len(listed), sum(found.values()))
        paid = sum(row["amount"] for row in mine["claim_event"] if row["kind"] == "payment")
        years = customer_money.money_by_year(session, me, customer["id"])
        yield from same(sum(year.paid_out or 0 for year in years), paid)


def audit_list(session, me, oracle, world):
    wanted = oracle.sees("audit")
    found = ids(audits.audits(session, me, audits.Sought(), limit=500))
    # What the test itself did is in the audit as well.
    yield from same(found >= wanted, True)
    yield from same(bool(found), bool(wanted))
    yield from same(bool(audits.count_audits(session, me, audits.Sought())), bool(wanted))
    yield from same(bool(audits.audited(session, me)[0]), bool(wanted))
    yield from same(audits.chain_state(session, me) is not None, False)


def record_histories(session, me, oracle, world):
    """Who sells and may change a record's customer reads what was changed of it; nobody else does."""
    sells = me.role in ("salesperson", "manager", "department_head")
    for table in ("customer", "policy", "opportunity"):
        for row in world[table]:
            whose = oracle.customer_of(table, row)
            theirs = sells and whose in oracle.writable() and row["id"] in oracle.sees(table)
            found = record_changes.record_changes(session, me, RecordKind(table), row["id"])
            yield from same(found is not None, theirs)


def target_sums(session, me, oracle, world):
    rows = [row for row in world["target"] if row["id"] in oracle.sees("target")]
    whose = me.person_id if me.role == "salesperson" else None
    wanted = sum(row["amount"] for row in rows if row["person_id"] == whose)
    yield from same(targets.targets(session, me, ALL_TIME).get("signed_premium", 0), wanted)


def first_and_last(session, me, oracle, world):
    """The month that figures begin with: of premium signed, or where that is not read of claims or policies."""
    if me.role in ("service", "claims"):
        table, name = ("policy", "inception") if me.role == "service" else ("claim_event", "booked_on")
        days = [row[name] for row in world[table] if row["id"] in oracle.sees(table)]
        wanted = min(days).replace(day=1) if days else None
    else:
        table = "month_by_person" if me.role == "salesperson" else "month_by_product"
        keys = oracle.sees(table)
        rows = [row for row in world[table] if row["kind"] == "signed" and key_of(table, row) in keys]
        months = [row["month"] for row in rows if row["month"] <= 202606]
        wanted = date(min(months) // 100, min(months) % 100, 1) if months else None
    found = days_with_figures.days_with_figures(session, me)
    if wanted is None and me.unit_id is not None and me.role not in ("admin", "analyst"):
        # Who has no figures is shown the company's days: no more of it than when they began.
        with reading(SYSTEM) as whole:
            wanted = (days_with_figures.days_with_figures(whole, SYSTEM) or (None,))[0]
    yield from same(found[0] if found else None, wanted)


def lookalikes(session, me, oracle, world):
    """Whom a customer looks like, and where a merged one went: of customers in sight alone, and never those apart."""
    shown = oracle.sees("customer")
    noted = {(row["low_id"], row["high_id"]) for row in world["customer_apart"]}
    for row in world["customer"]:
        found = ids(duplicates.twins(session, me, row["id"]))
        pairs = {tuple(sorted((row["id"], other))) for other in found}
        if not found <= shown - {row["id"]} or pairs & noted or (found and row["id"] not in shown):
            yield (row["id"], found)
        merged = [one for one in world["customer_merge"] if one["winner_id"] == row["id"] and row["id"] in shown]
        yield from same(ids(duplicates.merges_into(session, me, row["id"])), ids_of(merged))
        both = [pair for pair in noted if row["id"] in pair and set(pair) <= shown]
        others = sorted(sum(pair) - row["id"] for pair in both)
        yield from same(sorted(one.other_id for one in duplicates.kept_apart(session, me, row["id"])), others)
        went = duplicates.merged_into(session, me, row["id"])
        yield from same(went and went[0], row["merged_into_id"] if row["merged_into_id"] in shown else None)
    listed = duplicates.duplicate_pairs(session, me, limit=500)
    yield from same(len(listed), duplicates.count_pairs(session, me))
    yield from (pair for pair in listed if not {pair.one.id, pair.other.id} <= shown)


def relatives(session, me, oracle, world):
    """The tree around a customer: those in sight that hang together in sight, with their policies in sight."""
    shown = oracle.sees("customer")
    for row in world["customer"]:
        tree = family.family(session, me, row["id"])
        if not ids(tree) <= shown or (row["id"] in shown) != (row["id"] in ids(tree)):
            yield (row["id"], ids(tree))
        for one in tree:
            mine = [each for each in world["policy"] if each["customer_id"] == one.id]
            running = [each for each in mine if each["inception"] <= DAY < each["expiry"]]
            seen = [each for each in running if each["id"] in oracle.sees("policy")]
            yield from same(one.policies, len(seen) if oracle._reads("policy") else None)


def files_kept(session, me, oracle, world):
    for row in world["customer"]:
        mine = [one for one in world["attachment"] if one["customer_id"] == row["id"] and not one["removed_at"]]
        wanted = {one["id"] for one in mine if one["id"] in oracle.sees("attachment")}
        yield from same(ids(attachments.attachments(session, me, row["id"])), wanted)


def accounts_kept(session, me, oracle, world):
    for person in world["person"]:
        held = accounts.holdings(session, person["id"])
        state = accounts.sign_in_state(session, person["id"])
        if me.role != "admin" and (held or (state.has_password and person["id"] != me.person_id)):
            yield (person["id"], held, state)


RANKS = {"manager": 1, "department_head": 2, "executive": 3}


def exports_asked(session, me, oracle, world):
    """One's own; to decide those of somebody else below in sight; decided those in sight."""
    rows = [row for row in world["export_request"] if row["id"] in oracle.sees("export_request")]
    mine = [row for row in rows if row["person_id"] == me.person_id]
    yield from same(ids(exports.own_requests(session, me, limit=500)), ids_of(mine))
    yield from same(exports.count_own(session, me), len(mine))
    for row in world["export_request"]:
        found = exports.latest_request(session, me, row["question"])
        yield from same(found is not None, row in mine)
    waiting = {row["id"] for row in rows if row not in mine and not row["verdict"] and _below(world, me, row)}
    yield from same(ids(exports.requests_to_decide(session, me, limit=500)), waiting)
    yield from same(exports.waiting_exports(session, me), (len(waiting), 0, refused_of(mine)))
    past = {row["id"] for row in rows if row["decided_by"] == me.person_id}
    yield from same(ids(exports.decided_requests(session, me, limit=500)), past)


def refused_of(requests):
    return sum(row["verdict"] == "refused" for row in requests)


def _below(world, me, row):
    rank = RANKS.get(str(me.role), 0)
    role = next(person["role"] for person in world["person"] if person["id"] == row["person_id"])
    return rank == 3 or RANKS.get(str(role), 0) < rank


def orphans_counted(session, me, oracle, world):
    """Counts alone, to administrators and to executives with a place."""
    found = asked(lambda: orphans.orphan_counts(session, me, DAY))
    may = me.role == "admin" or (me.role == "executive" and not oracle.nowhere)
    if not may:
        yield from same(found, None)
        return
    held = {row["customer_id"]: row["person_id"] for row in world["ownership"] if not row["valid_to"]}
    left = {customer for customer, owner in held.items() if oracle._open_unit(owner) is None}
    running = [row for row in world["policy"] if row["customer_id"] in left and row["inception"] <= DAY < row["expiry"]]
    wanted = {"policy": len(running), "customer": len(left)}
    many = {str(one.kind): one.many for one in found}
    yield from same(many, {kind: number for kind, number in wanted.items() if number})


def own_sign_ins(session, me, oracle, world):
    yield from (one for one in own_sessions.own_sessions(me) if one.person_id != me.person_id)
    yield from same(own_sessions.has_second_factor(me), False)
    seen = [row["reason"] for row in world["viewing"] if row["seen_id"] == me.person_id]
    yield from same([row.reason for row in viewings.viewings_of(me)], seen)


def imports_made(session, me, oracle, world):
    may = me.role in ("service", "admin")
    yield from same(asked(lambda: import_runs.import_runs(me)) is not None, may)
    yield from same(asked(lambda: import_runs.own_rejects(me, 1, 5)), None)
    yield from same(asked(lambda: list(import_runs.own_rejects_csv(me, 1, ["a"], 5))), None)


def figures(session, me, oracle, world):
    """Σ of the ledger rows in the actor's scope, and the drill-down lists exactly these."""
    ledgers = {
        "signed_premium": ("premium_event", ("sign", "cancellation")),
        "received_premium": ("premium_event", ("receipt",)),
        "incurred_claims": ("claim_event", ("estimate",)),
        "paid_claims": ("claim_event", ("payment",)),
    }
    ahead(session, [name for name in ledgers if may_ask(me, name)], (), [ALL_TIME])
    for name, (table, kinds) in ledgers.items():
        booked = [row for row in world[table] if row["id"] in oracle.booked(table) and str(row["kind"]) in kinds]
        wanted = sum((_worth(oracle, table, row) for row in booked), Fraction(0))
        if name == "received_premium":
            refunds = [row for row in world[table] if row["id"] in oracle.booked(table) and row["kind"] == "refund"]
            wanted -= sum((_worth(oracle, table, row) for row in refunds), Fraction(0))
            booked += refunds
        if not may_ask(me, name):
            yield from same(asked(lambda name=name: measure(session, me, name, period=ALL_TIME)), None)
            continue
        total = measure(session, me, name, period=ALL_TIME).total
        yield from same(total, wanted)
        drill = drill_rows(session, me, name, period=ALL_TIME, limit=500)
        yield from same(({row.row_id for row in drill.rows}, drill.total), ({row["id"] for row in booked}, wanted))
        for row in drill.rows:
            if not row.hidden and row.customer_id not in oracle.sees("customer"):
                yield (name, row)


def balances(session, me, oracle, world):
    """Of each policy what its ledger rows in scope leave open; whose it is and since when, only in today's scope."""
    if not may_ask(me, "receivable"):
        yield from same(asked(lambda: open_balances.open_balances(session, me, "receivable", period=ALL_TIME)), None)
        return
    signs = {"sign": 1, "cancellation": 1, "receipt": -1, "refund": 1, "write_off": -1}
    wanted = defaultdict(Fraction)
    for row in world["premium_event"]:
        if row["id"] in oracle.booked("premium_event") and (row["cover_on"] or row["booked_on"]) <= DAY:
            wanted[row["policy_id"]] += signs.get(str(row["kind"]), 0) * _worth(oracle, "premium_event", row)
    found = open_balances.open_balances(session, me, "receivable", period=ALL_TIME, limit=500)
    yield from same({row.row_id: row.amount for row in found.rows}, {k: v for k, v in wanted.items() if v})
    for row in found.rows:
        if row.customer_id not in oracle.sees("customer") and not (row.hidden and row.since is row.record_id is None):
            yield ("receivable", row)


def _worth(oracle, table, row):
    if oracle.role != "salesperson":
        return Fraction(row["amount"])
    mine = (one for one in oracle.world["credit"] if one[f"{table}_id"] == row["id"] and one["person_id"] == oracle.me)
    return Fraction(sum(one["amount"] for one in mine))


def may_ask(me, name):
    """Which figures a role may ask for, said here once more."""
    if me.role in ("salesperson", "manager", "department_head", "executive"):
        return True
    some = {"service": {"received_premium"}, "claims": {"incurred_claims", "paid_claims"}}
    return name in some.get(str(me.role), set())


READERS = {
    **HANDED,
    **PLANNED,
    "accounts.holdings": accounts_kept,
    "accounts.sign_in_state": accounts_kept,
    "activities.activities": activity_list,
    "activities.activities_of": records,
    "activities.activity": activity_list,
    "activities.activity_columns": PURE,
    "activities.count_activities": activity_list,
    "activities.team_day": team,
    "actors.actor_named": ENTRANCE,
    "actors.actor_of": ENTRANCE,
    "actors.as_actor": ENTRANCE,
    "actors.seen_as": ENTRANCE,
    "actors.units_below": DIRECTORY,
    "attachments.attachments": files_kept,
    "audits.audited": audit_list,
    "audits.chain_state": audit_list,
    "audits.audits": audit_list,
    "audits.changes_of": PURE,
    "audits.count_audits": audit_list,
    "choices.choices": choice_lists,
    "claims.claims": claim_list,
    "claims.claims_of": records,
    "claims.count_claims": claim_list,
    "colleagues.joining": DIRECTORY,
    "completeness.completeness": records_scored,
    "completeness.customer_completeness": records_scored,
    "completeness.scores_completeness": PURE,
    "customer_money.money_by_year": happened,
    "comments.beside": words_said,
    "comments.comments": words_said,
    "covered_work.covering": PURE,
    "covers.covers": standing_in,
    "covers.days_away": standing_in,
    "covers.standing_today": standing_in,
    "customer_record.customer_record": records,
    "customer_record.masked": PURE,
    "customers.count_customers": customer_list,
    "customers.customers": customer_list,
    "customers.regions": customer_list,
    "customers.searched": customer_list,
    "customers.tags": customer_list,
    "customers.tags_shown": PURE,
    "customers.tier_shown": PURE,
    "day_plan.day_plan": plans,
    "day_plan.week_plan": plans,
    "days_with_figures.days_with_figures": first_and_last,
    "drill.drill_rows": figures,
    "due_today.due_today": due_of_the_day,
    "duplicates.count_pairs": lookalikes,
    "duplicates.duplicate_pairs": lookalikes,
    "duplicates.kept_apart": lookalikes,
    "duplicates.merged_into": lookalikes,
    "duplicates.merges_into": lookalikes,
    "duplicates.twins": lookalikes,
    "exports.count_own": exports_asked,
    "exports.decided_requests": exports_asked,
    "exports.latest_request": exports_asked,
    "exports.own_requests": exports_asked,
    "exports.requests_to_decide": exports_asked,
    "exports.waiting_exports": exports_asked,
    "family.family": relatives,
    "found_customers.found_customers": searches,
    "found_records.found_records": searches,
    "import_profiles.profile_named": PROFILES,
    "import_profiles.profile_names": PROFILES,
    "import_profiles.profile_text": PROFILES,
    "import_runs.import_runs": imports_made,
    "import_runs.own_rejects": imports_made,
    "import_runs.own_rejects_csv": imports_made,
    "leads.count_leads": lead_list,
    "leads.lead": lead_list,
    "leads.lead_reach": lead_list,
    "leads.lead_steps": lead_list,
    "leads.leads": lead_list,
    "leads.may_work": PURE,
    "inbox.count_notices": inbox_kept,
    "notice_settings.notice_settings": inbox_kept,
    "inbox.notices": inbox_kept,
    "inbox.unread": inbox_kept,
    "inbox.waiting": inbox_kept,
    "kept_records.is_pinned": at_hand,
    "kept_records.kept_records": at_hand,
    "kept_records.saved_filters": at_hand,
    "measure.ahead": figures,
    "measure.measure": lead_figures,
    "chances.chances": sale_list,
    "projects.minutes": whole_projects,
    "projects.project": whole_projects,
    "stage_milestones.stage_settled": whole_projects,
    "opportunities.board": sale_list,
    "opportunities.count_opportunities": sale_list,
    "evidence.kinds_done": sale_list,
    "evidence.missing_for": PURE,
    "opportunities.opportunities": sale_list,
    "opportunities.opportunities_of": records,
    "opportunities.opportunity": sale_list,
    "opportunity_origin.origin": sale_list,
    "open_balances.has_balances": PURE,
    "open_balances.open_balances": balances,
    "overdue_instalments.overdue_instalments": due_lists,
    "overdue_instalments.overdue_since": balances,
    "overdue_instalments.owed_on": PURE,
    "pipeline_ageing.age_classes": PURE,
    "pipeline_ageing.ageing": pipeline_reports,
    "pipeline_ageing.ageing_rows": pipeline_reports,
    "pipeline_changes.change_rows": pipeline_reports,
    "pipeline_changes.change_sums": pipeline_reports,
    "pipeline_coverage.coverage_rows": pipeline_reports,
    "pipeline_forecast.forecast_rows": pipeline_reports,
    "pipeline_forecast.forecasts": pipeline_reports,
    "pipeline_forecast.off_by": PURE,
    "pipeline_funnel.funnel": pipeline_reports,
    "pipeline_funnel.funnel_rows": pipeline_reports,
    "pipeline_velocity.velocity": pipeline_reports,
    "pipeline_velocity.velocity_rows": pipeline_reports,
    "orphans.orphan_counts": orphans_counted,
    "orphans.orphans": SYSTEM_ONLY,
    "own_sessions.has_second_factor": own_sign_ins,
    "own_sessions.own_sessions": own_sign_ins,
    "people.count_people": DIRECTORY,
    "people.one_person": FOR_COMMANDS,
    "people.other_admins": FOR_COMMANDS,
    "people.people": DIRECTORY,
    "people.person_row": DIRECTORY,
    "people.person_with_login": DIRECTORY,
    "people.place_now": FOR_COMMANDS,
    "people.places": DIRECTORY,
    "planners.planners": DIRECTORY,
    "policies.chain_of": PURE,
    "policies.policies_of": policy_records,
    "policies.policies_of_proven": records,
    "policies.policy_record": policy_records,
    "products.first_of_line": DIRECTORY,
    "products.products": DIRECTORY,
    "record_changes.record_changes": record_histories,
    "record_changes.told_changes": PURE,
    "recurring_visits.recurring_visits": recurring,
    "renewals_due.renewals_due": due_lists,
    "sale_history.close_moves": sale_list,
    "sale_history.premium_moves": sale_list,
    "sale_history.steps": sale_list,
    "seers.who_sees": who_sees_what,
    "sight.sight_of": who_sees_what,
    "review.next_steps": week_reviewed,
    "split_facts.split_facts": books_to_split,
    "staff_plan.plan_staff": FOR_COMMANDS,
    "summary_faults.summary_faults": SYSTEM_ONLY,
    "targets.targets": target_sums,
    "timeline.count_events": happened,
    "timeline.timeline": happened,
    "team.monday": PURE,
    "team.person_day": teams_week,
    "team.team_week": teams_week,
    "viewings.viewings_of": own_sign_ins,
    "units.open_unit": FOR_COMMANDS,
    "units.unit_coded": DIRECTORY,
    "units.unit_tree": DIRECTORY,
}
"""function → its check, or the reason why it has none. `Denied` where nothing may be seen counts as seeing nothing."""


def leaks_of(session, me, oracle, world):
    """What any reading function gives away, and how many were tried."""
    checks = {check for check in READERS.values() if callable(check)}
    found = []
    for check in sorted(checks, key=lambda check: check.__name__):
        try:
            found += [(world.seed, me.login, check.__name__, leak) for leak in check(session, me, oracle, world)]
        except Denied as denied:
            if oracle.sees("customer"):
                found.append((world.seed, me.login, check.__name__, denied.key))
    return found, len(checks)
