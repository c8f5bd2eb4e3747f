"""What is wrong with the rows of a made export: in how many of them, to what it leads, and what is other in the row.

Each is (number, reason of a rejection or "", rules that put it right, {column: text or texts in turn}).
"""

from crm_files import SELLERS

IMPOSSIBLE = ("2026-02-30", "2025/6/31", "2023年2月29日", "0000-00-00", "soon")
HARMLESS = ("=1+1", "@SUM(A1)", "<script>alert(1)</script>", "<b>x</b>", "+86 公司", "张 & 李")
LEADER = {"U-gone": "boss1", "U-never": "boss2"}
WHO = {f"U-{login}": login for login in SELLERS}
OPEN = {"tasks": "Not Started", "calls": "Planned", "events": "Scheduled"}
DONE = {"tasks": "Completed", "calls": "Held", "events": "Completed"}

ACCOUNTS = (
    (7, "row_empty_cell", (), {"Name": "  "}),
    (8, "row_owner", (), {"OwnerId": "U-stranger"}),
    (4, "row_owner", (), {"OwnerId": "U-404"}),
    (9, "row_deleted", (), {"IsDeleted": "1"}),
    (5, "row_date", (), {"CreatedDate": IMPOSSIBLE}),
    (3, "row_text_long", (), {"Name": "长" * 121}),
    (2, "row_ahead", (), {"CreatedDate": "2031-01-01"}),
    (12, "", ("phone_lost",), {"Phone": "1.38E+10"}),
    (6, "", ("phone_restored",), {"Phone": "1.3812345678E+10"}),
    (5, "", ("phone_wrong",), {"Phone": "见备注"}),
    (3, "", ("email_wrong",), {"Email": "nobody at home"}),
    (3, "", ("id_wrong",), {"RegistrationNumber": "编号不详"}),
    (4, "", ("text_cut",), {"Description": "说" * 2_500}),
    (5, "", ("one_line",), {"Name": "华东\n分公司"}),
    (12, "", (), {"Name": HARMLESS}),
    (25, "", ("owner_left",), {"OwnerId": "U-gone"}),
    (15, "", ("owner_left",), {"OwnerId": "U-never"}),
)
CONTACTS = (
    (6, "row_empty_cell", (), {"Name": ""}),
    (5, "row_deleted", (), {"IsDeleted": "true"}),
    (9, "row_unknown_account", (), {"AccountId": "A-404"}),
    (4, "row_code", (), {"Role": "Boss's cousin"}),
    (11, "", ("phone_lost",), {"Phone": "1.38E+10"}),
    (6, "", (), {"Name": HARMLESS}),
)
ACTIVITIES = (
    (6, "row_deleted", (), {"IsDeleted": "1"}),
    (8, "row_unknown_account", (), {"AccountId": "A-404"}),
    (3, "row_no_account", (), {"AccountId": ""}),
    (5, "row_code", (), {"Status": "Perhaps"}),
    (4, "row_empty_cell", (), {"Subject": " "}),
    (6, "", ("text_cut",), {"Subject": "长" * 300}),
    (5, "", ("one_line",), {"Subject": "第一行\r\n第二行"}),
    (4, "", (), {"Subject": HARMLESS}),
    (9, "", ("doer_left",), {"OwnerId": "U-stranger"}),
)
TASKS = (
    *ACTIVITIES,
    (6, "row_date", (), {"DueDate": IMPOSSIBLE}),
    (7, "", ("day_today",), {"Status": "Open", "DueDate": "", "CompletedDate": ""}),
    (5, "row_never_done", (), {"Status": "Done", "DueDate": "", "CompletedDate": ""}),
    (4, "row_ahead", (), {"Status": "Done", "CompletedDate": "2027-01-01"}),
)
CALLS = (
    *ACTIVITIES,
    (6, "row_date", (), {"StartTime": IMPOSSIBLE}),
    (6, "", ("result_says",), {"Status": "Held", "Result": "Not Reached", "StartTime": "2026-05-01"}),
    (5, "row_never_done", (), {"Status": "Held", "StartTime": ""}),
    (4, "row_ahead", (), {"Status": "Held", "StartTime": "2026-12-24 08:00"}),
)
EVENTS = (
    *ACTIVITIES,
    (6, "row_date", (), {"StartTime": IMPOSSIBLE}),
    (5, "row_no_day", (), {"Status": "Not Held", "StartTime": ""}),
)
