"""Who sees what, from the product's words alone: plain sets over a world's rows, without a line of SQL."""

SALES = ("salesperson", "manager", "department_head")
KINDS = {
    ("service", "premium_event"): ("instalment", "receipt", "refund", "write_off"),
    ("claims", "month_by_product"): ("claims", "incurred", "paid"),
    ("service", "comment"): ("customer", "activity", "plan"),
}
DIRECTORY = ("unit", "person", "placement", "product", "setting")

SEES_NOTHING_OF = {
    "executive": {"customer_private", "merged_row", "attachment", "audit"},
    "service": {
        "claim", "claim_event", "claim_party", "opportunity", "opportunity_origin", "stage_change", "lead",
        "lead_event", "close_date_change", "premium_change", "credit", "cost", "target", "month_by_product",
        "month_by_person", "customers_by_owner", "audit", "milestone", "milestone_block", "project_risk",
        "project_meeting", "meeting_line", "cover", "handover", "handover_line", "handover_item", "handover_signing",
    },
}  # fmt: skip
CLAIMS_SEES = {
    "customer", "ownership", "membership", "contact", "customer_private", "policy", "policy_link", "endorsement",
    "claim", "claim_event", "claim_party", "month_by_product", "customer_merge", "merged_row", "customer_apart",
    "attachment",
}  # fmt: skip

EXPORTS = ("export_request", "export_taken")
PLANS = ("reorganisation", "reorganisation_unit", "reorganisation_line")
"""Who goes where, before it is so: for who keeps people and units."""

HIDDEN_FROM = {
    "executive": ("lead.phone", "lead.phone_hash", "lead.email"),
    "service": ("customer.source", "membership.reason", "ownership.reason"),
    "claims": ("customer.source", "customer.needs", "customer.tier", "customer.tags"),
}
POLICY_NAME = "id number product_id customer_id channel business_type"
LENT = {
    ("premium_event", "policy"): f"{POLICY_NAME} inception expiry cover_end cover_ended_on",
    ("claim", "policy"): POLICY_NAME,
    ("cost", "policy"): POLICY_NAME,
    ("lead", "opportunity"): "id outcome",
    ("claim_event", "claim"): "id number policy_id reported_on status",
    ("policy", "customer"): "id number region tier first_policy_id first_cover_on",
    ("cost", "customer"): "id number region tier",
    ("activity", "customer"): "id number region tier",
}
"""What a row in scope tells of the row above it that is not: what figures are grouped by, and no more."""


NAMED_BY = {"customer": "id", "customer_merge": "winner_id", "customer_apart": "low_id"}
HANGS_BY = {
    "policy_link": ("policy", "to_id"),
    "activity_participant": ("activity", "activity_id"),
    "merged_row": ("customer_merge", "merge_id"),
    "milestone_block": ("milestone", "milestone_id"),
    "meeting_line": ("project_meeting", "meeting_id"),
}


class Oracle:
    """The answers for one person of a world."""

    def __init__(self, world, person_id):
        self.world, self.me = world, person_id
        self.role = next(person["role"] for person in world["person"] if person["id"] == person_id)
        self.unit = self._open_unit(person_id)
        self.units = self._below(self.unit)

    def _open_unit(self, person):
        placed = (row for row in self.world["placement"] if row["person_id"] == person and not row["valid_to"])
        return next((row["unit_id"] for row in placed), None)

    def _below(self, unit):
        if unit is None:
            return set()
        children = [row["id"] for row in self.world["unit"] if row["parent_id"] == unit]
        return {unit}.union(*(self._below(child) for child in children))

    def _one(self, table, number):
        return self.world[table][number - 1]

    # -- people and customers ------------------------------------------------------------------------------------

    @property
    def nowhere(self):
        return self.unit is None and self.role != "admin"

    def people(self):
        """Whose customers and plans are mine to see."""
        if self.role == "salesperson":
            return {self.me}
        return {person["id"] for person in self.world["person"] if self._open_unit(person["id"]) in self.units}

    def owned(self):
        """Customers owned today by those people; all or none for a role that does not go by people."""
        everyone = {row["id"] for row in self.world["customer"] if not row["merged_into_id"]}
        if self.nowhere or self.role in ("analyst", "admin"):
            return set()
        if self.role in ("executive", "service"):
            return everyone
        if self.role == "claims":
            return {self._one("policy", row["policy_id"])["customer_id"] for row in self.world["claim"]}
        held = [row for row in self.world["ownership"] if not row["valid_to"]]
        return {row["customer_id"] for row in held if row["person_id"] in self.people()}

    def joined(self, *, writing=False):
        """Customers I am a member of today."""
        if self.nowhere or self.role not in SALES:
            return set()
        mine = [row for row in self.world["membership"] if row["person_id"] == self.me and not row["valid_to"]]
        return {row["customer_id"] for row in mine if row["can_write"] or not writing}

    def away(self):
        """Whether somebody stands in for me today, and for whom I do."""
        running = [row for row in self.world["cover"] if row["began_on"] and not row["ended_on"]]
        mine = {row["absent_id"] for row in running if row["substitute_id"] == self.me}
        return any(row["absent_id"] == self.me for row in running), mine

    def why(self):
        """Customers by why I see them: to lead the owner is not to be the owner."""
        if self.nowhere or self.role in ("analyst", "admin"):
            return {}
        if self.role not in SALES:
            return {"claimed" if self.role == "claims" else "company": self.owned()}
        held = {row["customer_id"]: row["person_id"] for row in self.world["ownership"] if not row["valid_to"]}
        mine = [row for row in self.world["membership"] if row["person_id"] == self.me and not row["valid_to"]]
        return {
            "owner": {customer for customer, person in held.items() if person == self.me},
            "leads": {customer for customer in self.owned() if held[customer] != self.me},
            "member": {row["customer_id"] for row in mine if not row["cover_id"]},
            "cover": {row["customer_id"] for row in mine if row["cover_id"]},
        }

    def writable(self):
        return self.owned() | self.joined(writing=True)

    # -- rows ----------------------------------------------------------------------------------------------------

    def sees(self, table):
        """The keys of the rows of a table that I see today."""
        return {key_of(table, row) for row in self.world[table] if self._sees(table, row)}

    def owns(self, table):
        """The same without membership."""
        return {key_of(table, row) for row in self.world[table] if self._sees(table, row, members=False)}

    def _reads(self, table):
        if table in ("notice", "notice_setting", *EXPORTS):
            return not self.nowhere
        if self.nowhere or self.role == "analyst":
            return False
        if self.role == "admin":
            return table == "audit" or table in PLANS
        if self.role == "claims":
            return table in CLAIMS_SEES
        return table not in PLANS and table not in SEES_NOTHING_OF.get(self.role, {"audit"})

    def _sees(self, table, row, *, members=True):
        if not self._reads(table) or table in ("notice", "notice_setting", *EXPORTS):
            whose = self._led() if table in EXPORTS else {self.me}
            return self._reads(table) and row["person_id"] in whose
        if self.role == "claims" and table in ("policy", "policy_link", "endorsement"):
            policy = row["id"] if table == "policy" else row["to_id" if table == "policy_link" else "policy_id"]
            return policy in {claim["policy_id"] for claim in self.world["claim"]}
        if (self.role, table) in KINDS:
            return row["kind"] in KINDS[self.role, table]
        if self.role in ("executive", "service", "admin") or (self.role == "claims" and table.startswith("claim")):
            return table != "customer" or not row["merged_into_id"]
        customer = None if table.startswith("handover") else self.customer_of(table, row)
        if customer is not None:
            return customer in self.owned() | (self.joined() if members else set())
        handed = table.startswith("handover")
        return self._handed(table, row) if handed else self._mine(table, row, members=members)

    def _led(self):
        """Whose exports are mine to see: my own, and of those I lead."""
        if self.role == "executive":
            return {person["id"] for person in self.world["person"]}
        return {self.me} | (self.people() if self.role in ("manager", "department_head") else set())

    def _mine(self, table, row, *, members=True):
        """Rows that hang on a person or a unit instead of a customer; a pool gives sight and no figures."""
        alone = self.role == "salesperson"
        if table in ("day_plan", "customers_by_owner", "comment", "cover"):
            of = self._one("day_plan", row["day_plan_id"]) if table == "comment" else row
            either = ("absent_id", "substitute_id") if table == "cover" else ("person_id",)
            return bool({of[name] for name in either} & self.people())
        if table == "lead":
            pool = members and row["person_id"] is None and row["unit_id"] == self.unit
            return (row["person_id"] == self.me or pool) if alone else row["unit_id"] in self.units
        if table == "lead_event":
            return self._mine("lead", self._one("lead", row["lead_id"]))
        if table == "month_by_product" and alone:
            return False
        if alone:
            return row["person_id"] == self.me
        return (self.booked_in(row) if table == "credit" else row["unit_id"]) in self.units

    def _handed(self, table, row):
        """A handover and its rows: all of it for its leaver and who leads its unit, and what is for me."""
        whole = row if table == "handover" else self._one("handover", row["handover_id"])
        leads = self.role in ("manager", "department_head") and whole["unit_id"] in self.units
        if leads or whole["leaver_id"] == self.me:
            return True
        if table in ("handover_line", "handover_item"):
            return row["successor_id"] == self.me
        parts = (*self.world["handover_line"], *self.world["handover_item"])
        return any(one["handover_id"] == whole["id"] and one["successor_id"] == self.me for one in parts)

    def to_sign(self):
        """Handovers whose lists are out for signing: listed, not moved yet, and no entry is nobody's."""
        nobodys = {item["handover_id"] for item in self.world["handover_item"] if item["successor_id"] is None}
        return {row["id"] for row in self.world["handover"] if row["state"] in ("frozen", "agreed")} - nobodys

    def booked(self, table):
        """The ledger rows that count in my money figures: by their unit, or by my credit."""
        return {row["id"] for row in self.world[table] if self._reads(table) and self._books(table, row)}

    def _books(self, table, row):
        if (self.role, table) in KINDS:
            return row["kind"] in KINDS[self.role, table]
        if self.role in ("executive", "service", "claims"):
            return True
        if self.role == "salesperson":
            return any(one["person_id"] == self.me for one in self.world["credit"] if one[f"{table}_id"] == row["id"])
        return row["unit_id"] in self.units

    def booked_in(self, credit):
        for table in ("premium_event", "claim_event", "cost"):
            if credit[f"{table}_id"]:
                return self._one(table, credit[f"{table}_id"])["unit_id"]
        return None

    def customer_of(self, table, row):
        """The customer a row hangs on; None for a row of none."""
        if table == "credit" or "customer_id" in row:
            return None if table == "credit" else row["customer_id"]
        if table in NAMED_BY:
            return row[NAMED_BY[table]]
        if table in HANGS_BY:
            above, link = HANGS_BY[table]
            return self.customer_of(above, self._one(above, row[link]))
        for parent in ("policy", "claim", "opportunity", "activity"):
            if f"{parent}_id" in row and table not in ("cost", "activity", "lead"):
                return self.customer_of(parent, self._one(parent, row[f"{parent}_id"]))
        return None


def key_of(table, row):
    """What names a row: its id, or the values of its key."""
    keys = {
        "customer_private": ("customer_id",),
        "opportunity_origin": ("opportunity_id",),
        "month_by_product": ("kind", "month", "unit_id", "product_id"),
        "month_by_person": ("kind", "month", "unit_id", "person_id"),
        "customers_by_owner": ("person_id", "tier"),
        "notice_setting": ("person_id", "kind"),
    }
    names = keys.get(table, ("id",))
    values = tuple(str(row[name]) if name in ("kind", "tier") else row[name] for name in names)
    return values if len(values) > 1 else values[0]
