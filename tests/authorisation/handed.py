"""What the reading functions of handovers give to whom: each whole, or what is for oneself."""

from db.errors import Refusal
from db.queries import (
    certificates,
    handover_annex,
    handover_counts,
    handover_gaps,
    handover_lines,
    handover_records,
    legal_clock,
)
from db.queries import handovers as lists


def handovers_listed(session, me, oracle, world):
    wanted = oracle.sees("handover")
    listed = {row.id: row for row in lists.handovers(session, me, limit=500)}
    yield from differs(set(listed), wanted)
    yield from differs({row.id for row in lists.handovers(session, me, states=["done"])}, of_state(world, wanted))
    yield from differs(handover_counts.count_handovers(session, me), len(wanted))
    for row in world["handover"]:
        number = row["id"]
        yield from differs(legal_clock.legal_clock(session, me, number) is not None, number in wanted)
        yield from differs(lists.out_for_signing(session, me, number), number in wanted & oracle.to_sign())
        yield from differs(lists.changed_by(session, me, number) is not None, number in wanted)
        yield from differs(lists.one_handover(session, me, number) is not None, number in wanted)
        mine = [line for line in lines_of(world, number) if line["id"] in oracle.sees("handover_line")]
        if number in listed:
            counted = (len(mine), sum(line["premium"] for line in mine))
            yield from differs((listed[number].customers, listed[number].premium), counted)
        yield from lines_shown(session, me, oracle, number, mine)
        yield from certified(session, me, number, number in wanted)
        people = {one.id for one in lists.successors(session, me, number)}
        yield from people - oracle.people()
        yield from differs(bool(people) and number not in wanted, False)


def lines_shown(session, me, oracle, number, mine):
    found = handover_lines.handover_lines(session, me, number, limit=500)
    yield from differs({line.id for line in found}, {line["id"] for line in mine})
    waiting = handover_lines.handover_lines(session, me, number, waiting=True, sort="urgency", limit=500)
    met = {line.id for line in found if line.first_contact_on is not None}
    yield from differs({line.id for line in waiting}, {line["id"] for line in mine} - met)
    for line in found:
        yield from differs(line.opens, line.customer_id in oracle.sees("customer"))
        named = line.opens or (number in oracle.to_sign() and line.successor_id == me.person_id)
        yield from differs(line.customer is not None, named)
    for part in ("needs", "next_action"):
        known = {line["customer_id"] for line in mine} & oracle.sees("customer")
        yield from set(handover_gaps.lines_lacking(session, me, number, part)) - known
    yield from annexed(session, me, oracle, number, mine)
    yield from differs(handover_lines.count_lines(session, me, number), len(mine))
    totals = handover_lines.handover_totals(session, me, number)
    yield from differs(sum(row.customers for row in totals), len(mine))
    items = [row for row in oracle.world["handover_item"] if row["handover_id"] == number]
    seen = [row for row in items if row["id"] in oracle.sees("handover_item")]
    yield from differs(sum(row.count for row in handover_lines.inventory(session, me, number)), len(seen))

    yield from records_shown(session, me, oracle, number, {line["customer_id"] for line in mine})


def records_shown(session, me, oracle, number, customers):
    """What is behind the counts: as many rows as were counted, of what is out of sight no more."""
    for counted in handover_lines.inventory(session, me, number):
        rows = handover_records.held_records(session, me, number, counted.record_table, limit=500)
        yield from differs(len(rows), counted.count)
        inside = oracle.sees(counted.record_table)
        yield from [row for row in rows if (row.what or row.opens) and row.record_id not in inside]
    names = {row["name"] for row in oracle.world["customer"] if row["id"] in customers & oracle.sees("customer")}
    for table, many in handover_records.along_counts(session, me, number).items():
        rows = handover_records.along_records(session, me, number, table, limit=500)
        yield from differs(len(rows), many)
        yield from {row.record_id for row in rows} - oracle.sees(table)
        yield from {row.customer for row in rows} - names


def annexed(session, me, oracle, number, mine):
    """The annex holds the lines in sight, and names the customers in sight."""
    try:
        shown = {row.line_id: row.name for row in handover_annex.handover_annex(session, me, number).rows}
        yield from differs(handover_annex.annex_intact(session, me, number), True)
    except Refusal:
        shown = None
    yield from differs(shown is not None, number in oracle.sees("handover"))
    yield from differs(set(shown or ()), {line["id"] for line in mine})
    seen = {line["id"] for line in mine if line["customer_id"] in oracle.sees("customer")}
    yield from differs({line for line, name in (shown or {}).items() if name is not None}, seen)


def certified(session, me, number, seen):
    for ask in (certificates.certificate, certificates.handover_checks):
        try:
            ask(session, me, number)
            shown = True
        except Refusal:
            shown = False
        yield from differs(shown, seen)


def lines_of(world, number):
    return [row for row in world["handover_line"] if row["handover_id"] == number]


def of_state(world, wanted):
    return {row["id"] for row in world["handover"] if row["state"] == "done" and row["id"] in wanted}


def differs(found, wanted):
    return [] if found == wanted else [(found, wanted)]


HANDED = dict.fromkeys(
    (
        "certificates.certificate", "certificates.handover_checks", "handover_annex.annex_intact",
        "handover_annex.handover_annex", "handover_counts.count_handovers",
        "handover_gaps.lines_lacking", "handover_lines.count_lines",
        "handover_lines.handover_lines", "handover_lines.handover_totals",
        "handover_lines.inventory", "handover_lines.lines_met", "handover_records.held_records",
        "handover_records.along_counts", "handover_records.along_records", "handovers.handovers",
        "handovers.one_handover", "handovers.changed_by", "handovers.out_for_signing",
        "handovers.successors", "legal_clock.legal_clock",
    ),
    handovers_listed,
)  # fmt: skip
