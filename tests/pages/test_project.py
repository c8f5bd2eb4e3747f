"""Before the weekly meeting: who is holding the deal, by how many days, for how much; and the meeting itself."""

from datetime import date

import pytest
from sqlmodel import col, func, select

from db.commands.end_membership import end_membership
from db.models.customers import Membership
from db.models.projects import MeetingLine, Milestone, ProjectMeeting, ProjectRisk
from db.models.sales import Opportunity
from db.run import run
from factories import change, company, customer, hire, member, milestone, one, opportunity, risk
from opening import field, fine, frames, pick, submit, texts

PROJECT, SALE = "pages/sales/project.py", "pages/sales/opportunity.py"
LIST, CUSTOMERS, SEARCH = "pages/sales/opportunities.py", "pages/customers/customers.py", "pages/start/search.py"
RECORD = "pages/customers/customer.py"


@pytest.fixture
def deal(url):
    """Li's project sale of 3.5 million; Wang of another department holds a survey that is five days late."""
    company()
    li, wang = hire("li", name="李娜"), hire("wang", unit="D2T1", name="王磊")
    theirs = customer(li, "华东物流集团")
    terms = {"title": "统括保单", "premium": 3_500_000, "expected_close": date(2026, 7, 10)}
    sale = opportunity(theirs, "set_up", kind="project", **terms)
    joined = member(theirs, wang, can_write=1)
    late = milestone(sale, wang, "2026-06-25", name="现场查勘", lane="survey", start_on="2026-06-15")
    report = milestone(
        sale, li, "2026-07-08", name="查勘报告", lane="underwriting", start_on="2026-06-25", after=[late]
    )
    return {"li": li, "wang": wang, "customer": theirs, "sale": sale, "member": joined, "late": late, "report": report}


def at_project(visit, deal, who="li", **address):
    return visit(deal[who], PROJECT, id=str(deal["sale"]), **address)


def act(at, place, verb):
    """Choose an action of a part of the page."""
    (chooser,) = [group for group in at.get("button_group") if f".{place}." in str(group.key)]
    return fine(chooser.set_value(verb).run())


def calm(at):
    """What stands on green ground."""
    return "\n".join(str(one.value) for one in at.success).replace("\\", "")


def whole(at):
    """Everything that can be read on a page: texts, tables, links."""
    tables = [frame.to_string() for frame in frames(at)]
    return "\n".join([texts(at), *tables, *(link.label for link in at.get("page_link"))])


def row(model, number):
    return one(select(model).where(model.id == number))


def test_the_page_says_who_holds_the_deal_by_how_many_days_and_for_how_much(deal, visit):
    at = at_project(visit, deal)
    metrics = [(one.label, one.value) for one in at.metric]
    assert metrics == [("拖得最久 · 风控", "王磊"), ("已逾期", "5 天"), ("受影响的预计保费", "¥350.00万")]
    held = frames(at)[0]
    assert list(held["节点"]) == ["现场查勘"]
    assert list(held["后续等待"]) == [1]
    # Thirteen days of report after today at the earliest: three days past the expected close.
    assert "要到 2026年7月13日 才完成，比预计成交日晚 3 天" in texts(at)


def test_where_nobody_is_late_the_page_says_what_comes_next(deal, visit):
    change(Milestone, deal["late"], due_on=date(2026, 7, 3))
    shown = calm(at_project(visit, deal))
    assert "没有节点逾期。接下来：现场查勘（风控 · 王磊），2026年7月3日 到期" in shown
    change(Milestone, deal["late"], status="done", evidence="x", settled_on=date(2026, 6, 29))
    change(Milestone, deal["report"], status="waived", waived_reason="x", settled_on=date(2026, 6, 29))
    assert "没有未完成的节点" in calm(at_project(visit, deal))


def test_the_list_says_when_each_is_through_and_the_last_of_them_is_the_headline(deal, visit):
    at = at_project(visit, deal)
    listed = frames(at)[-1]
    ends = dict(zip(listed["节点"], listed["预计完成"], strict=True))
    assert ends == {"现场查勘": date(2026, 6, 30), "查勘报告": date(2026, 7, 13)}
    assert "要到 2026年7月13日 才完成" in texts(at)


def test_a_tab_says_what_it_counts_and_what_is_done_is_found_again(deal, visit):
    change(Milestone, deal["late"], status="done", evidence="x", settled_on=date(2026, 6, 29))
    risk(deal["sale"], deal["li"])
    at = at_project(visit, deal)
    (tabs,) = [group for group in at.get("button_group") if group.key == "address.part"]
    assert [option.content for option in tabs.proto.options] == [
        "节点 · 未完成 1",
        "例会",
        "风险 · 未解除 1",
        "成员 · 现有 1",
    ]
    assert list(frames(at)[-1]["节点"]) == ["查勘报告"]
    assert list(frames(at_project(visit, deal, shown="settled"))[-1]["节点"]) == ["现场查勘"]
    assert list(frames(at_project(visit, deal, shown="all"))[-1]["节点"]) == ["查勘报告", "现场查勘"]


def test_a_project_begins_from_the_opportunity_with_a_holder_for_each_department(deal, visit):
    bare = opportunity(deal["customer"], "set_up", kind="project", title="新项目")
    at = visit(deal["li"], PROJECT, id=str(bare))
    assert "项目还没有启动" in texts(at)
    at = act(at, "start", "start_project")
    field(at, "lane.survey").set_value(deal["wang"].person_id)
    at = submit(at, "start_project")
    assert "项目已启动" in texts(at)
    made = select(Milestone.person_id).where(Milestone.opportunity_id == bare, Milestone.code == "site_survey")
    assert one(made) == deal["wang"].person_id


def test_a_milestone_is_settled_moved_and_added_on_the_page(deal, visit):
    key = f"milestones.{deal['sale']}"
    at = act(pick(at_project(visit, deal), key, deal["late"]), "actions", "close_milestone")
    at = submit(at, "close_milestone")
    assert "请写明完成依据" in texts(at)
    field(at, "evidence").set_value("查勘报告 2026-17")
    at = submit(at, "close_milestone")
    assert "节点已完成" in texts(at)
    assert row(Milestone, deal["late"]).status == "done"
    at = act(pick(at_project(visit, deal), key, deal["report"]), "actions", "change_milestone")
    field(at, "due_on").set_value(date(2026, 7, 20))
    field(at, "person_id").set_value(deal["wang"].person_id)
    at = submit(at, "change_milestone")
    assert (row(Milestone, deal["report"]).due_on, row(Milestone, deal["report"]).person_id) == (
        date(2026, 7, 20),
        deal["wang"].person_id,
    )
    at = act(pick(at_project(visit, deal), key, deal["report"]), "actions", "waive_milestone")
    field(at, "reason").set_value("客户不要求")
    submit(at, "waive_milestone")
    assert row(Milestone, deal["report"]).waived_reason == "客户不要求"
    at = act(at_project(visit, deal), "adding", "add_milestone")
    field(at, "name").set_value("消防验收")
    submit(at, "add_milestone")
    assert one(select(Milestone.name).order_by(col(Milestone.id).desc())) == "消防验收"


def test_the_gate_of_a_stage_leads_to_the_project(deal, visit):
    at = visit(deal["li"], SALE, id=str(deal["sale"]))
    assert "项目计划" in [link.label for link in at.get("page_link")]
    at = field(at, "to").set_value("survey").run()
    assert ":orange[:material/radio_button_unchecked:] 本阶段项目节点全部完成或豁免" in texts(at)
    assert [link.label for link in at.get("page_link")].count("项目计划") == 2
    for number in (deal["late"], deal["report"]):
        change(Milestone, number, status="waived", waived_reason="x", settled_on=date(2026, 6, 29))
    at = field(visit(deal["li"], SALE, id=str(deal["sale"])), "to").set_value("survey").run()
    submit(at, "move.record")
    assert row(Opportunity, deal["sale"]).stage == "survey"


def test_a_meeting_goes_line_by_line_and_its_minutes_are_read_again(deal, visit):
    at = act(at_project(visit, deal, part="meeting"), "meeting", "hold_meeting")
    at = submit(at, "hold_meeting")
    assert "请至少评一个节点" in texts(at)
    assert one(select(func.count(ProjectMeeting.id))) == 0
    field(at, f"word.{deal['late']}").set_value("blocked")
    field(at, f"said.{deal['late']}").set_value("等客户图纸")
    field(at, "note").set_value("下周三再议")
    at = submit(at, "hold_meeting")
    assert "会议纪要已保存" in texts(at)
    assert one(select(ProjectMeeting.held_on)) == date(2026, 6, 30)
    change(Milestone, deal["late"], due_on=date(2026, 7, 30))
    at = at_project(visit, deal, "wang", part="meeting")
    assert "下周三再议" in texts(at)
    said = frames(at)[-1]
    first = [str(said[name][0]) for name in ("节点", "判断", "一句话说明")]
    assert first == ["现场查勘", "受阻", "等客户图纸"]
    assert "受阻 · 等客户图纸" in list(frames(at_project(visit, deal))[-1]["上次例会"])
    assert one(select(MeetingLine.due_on).where(MeetingLine.milestone_id == deal["late"])) == date(2026, 6, 25)


def test_minutes_are_taken_along_as_text(deal, visit):
    from components.project.minutes import minutes_text
    from db.commands.hold_meeting import Said, hold_meeting
    from db.queries.projects import minutes, project
    from db.session import reading

    lines = [Said(deal["report"], "on_track"), Said(deal["late"], "blocked", "等图纸")]
    met = run(hold_meeting, deal["li"], opportunity_id=deal["sale"], lines=lines, note="周三\n再议")
    with reading(deal["li"]) as session:
        found = project(session, deal["li"], deal["sale"])
        written = minutes_text(found, found.meetings[0], minutes(session, deal["li"], met))
    assert written == [
        "项目例会纪要：统括保单",
        "2026年6月30日，主持：李娜",
        "客户：华东物流集团；预计保费 3,500,000.00 元；预计成交日 2026年7月10日",
        "",
        "【受阻】现场查勘（风控 · 王磊，2026年6月25日 到期） 等图纸",
        "【正常】查勘报告（核保 · 李娜，2026年7月8日 到期）",
        "",
        "周三",
        "再议",
    ]


def test_risks_are_noted_and_ended(deal, visit):
    at = act(at_project(visit, deal, part="risks"), "risking", "add_risk")
    field(at, "text").set_value("再保报价晚到")
    submit(at, "add_risk")
    noted = one(select(ProjectRisk))
    assert (noted.text, noted.likelihood, noted.open) == ("再保报价晚到", 2, 1)
    at = pick(at_project(visit, deal, part="risks"), f"risks.{deal['sale']}", noted.id)
    field(at, "state").set_value("closed")
    submit(at, "change_risk")
    assert row(ProjectRisk, noted.id).state == "closed"


# -- who sees what ---------------------------------------------------------------------------------------------------


def test_a_member_of_another_department_sees_that_one_customer_and_nothing_from_the_day_it_ends(deal, visit):
    customer(deal["li"], "李娜的另一个客户")
    other = opportunity(customer(deal["li"], "第三个客户"), "set_up", kind="project", title="别的项目")
    wang = deal["wang"]

    def shown():
        pages = {
            "customers": visit(wang, CUSTOMERS),
            "sales": visit(wang, LIST),
            "search": visit(wang, SEARCH, q="华东物流"),
            "record": visit(wang, RECORD, id=str(deal["customer"])),
            "project": visit(wang, PROJECT, id=str(deal["sale"])),
        }
        return {name: whole(at) for name, at in pages.items()}

    seen = shown()
    assert all("华东物流集团" in text for text in seen.values()), [n for n, text in seen.items() if "华东" not in text]
    assert not any(name in text for text in seen.values() for name in ("另一个客户", "第三个客户", "别的项目"))
    assert "找不到该记录" in texts(visit(wang, PROJECT, id=str(other)))
    run(end_membership, deal["li"], membership_id=deal["member"], version=row(Membership, deal["member"]).version)
    gone = shown()
    assert not any("华东物流集团" in text or "统括保单" in text or "现场查勘" in text for text in gone.values())
    assert all("找不到该记录" in gone[name] for name in ("record", "project"))
    assert row(Milestone, deal["late"]).person_id == deal["li"].person_id


def test_a_member_closes_their_own_milestone_and_is_offered_no_more(deal, visit):
    key = f"milestones.{deal['sale']}"
    at = pick(at_project(visit, deal, "wang"), key, deal["late"])
    (chooser,) = [group for group in at.get("button_group") if ".actions." in str(group.key)]
    assert len(chooser.options) == 1
    at = pick(at_project(visit, deal, "wang"), key, deal["report"])
    assert not [group for group in at.get("button_group") if ".actions." in str(group.key)]
    at = at_project(visit, deal, "wang", part="meeting")
    assert not [group for group in at.get("button_group") if ".meeting." in str(group.key)]
    at = at_project(visit, deal, "wang", part="members")
    assert not [button for button in at.button if "end_membership" in str(button.key)]


def test_the_executive_reads_everything_and_changes_nothing(deal, visit):
    risk(deal["sale"], deal["li"])
    top = hire("top", "executive", "C", language="en")
    for part in ("milestones", "meeting", "risks", "members"):
        at = visit(top, PROJECT, id=str(deal["sale"]), part=part)
        assert "Who is holding us" in texts(at)
        assert not [group for group in at.get("button_group") if ".actions." in str(group.key)]
        assert not [button for button in at.button if button.proto.is_form_submitter]


def test_another_sale_and_no_sale_have_no_project(deal, visit):
    other = opportunity(deal["customer"], "quote")
    for asked in (str(other), "12345"):
        assert "找不到该记录" in texts(visit(deal["li"], PROJECT, id=asked))
    assert "请从列表中选择" in texts(visit(deal["li"], PROJECT))


def test_names_that_look_like_markup_are_shown_as_typed(deal, visit):
    evil = "![x](http://evil.example/a.png) **b** <img src=x>"
    change(Milestone, deal["late"], name=evil)
    at = pick(at_project(visit, deal), f"milestones.{deal['sale']}", deal["late"])
    assert not [one for one in (*at.markdown, *at.caption) if "![x](" in str(one.value)]
    assert evil in list(frames(at)[-1]["节点"])


def test_a_closed_sale_keeps_its_project_to_be_read(deal, visit):
    change(Opportunity, deal["sale"], outcome="lost", stage="lost", closed_on=date(2026, 6, 30))
    at = pick(at_project(visit, deal), f"milestones.{deal['sale']}", deal["report"])
    assert not [group for group in at.get("button_group") if ".actions." in str(group.key)]
    assert ":gray-badge[失单]" in texts(at)
