"""The import page as it is clicked through: looked at, tried, corrected, booked."""

from dataclasses import dataclass

import pytest
from sqlmodel import select

import factories as made
from crm_export import crm_export
from crm_files import HEADS, SHAPES, crm_staff, text_of
from db.imports import jobs
from db.imports.import_file import Progress
from db.models.customers import Contact
from db.models.policies import Policy
from db.models.sales import Lead, Opportunity
from motor_file import COLUMNS, csv_text, found, motor_staff, term
from opening import fine, frames, opening, texts
from pipeline_files import SALES, sale, texts_of

PAGE = "pages/book/imports.py"
ROWS = [term(1, "2017-01-01", Date_lapse="01/01/2019"), term(2, "2017-01-01", "=1+1")]


@dataclass
class Upload:
    """What the uploader gives."""

    name: str
    content: bytes

    def getvalue(self):
        return self.content


class AtOnce:
    """A thread that has ended when `start` returns."""

    def __init__(self, target, **_named):
        self.start = target


@pytest.fixture
def service(url, tmp_path, monkeypatch):
    monkeypatch.setenv("BAOKE_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(jobs, "_jobs", {})
    monkeypatch.setattr(jobs, "Thread", AtOnce)
    motor_staff()
    return made.hire("service", "service", "C", name="服务员")


@pytest.fixture
def page(service, monkeypatch):
    """Open the page with a file in the uploader, or with none."""

    def opened(content=None, name="motor_2017-12-31.csv", me=service):
        upload = Upload(name, content) if content is not None else None
        monkeypatch.setattr("streamlit.file_uploader", lambda *_given, **_named: upload)
        return opening(monkeypatch)(me, PAGE)

    return opened


def press(at, text):
    (button,) = [each for each in at.button if each.label == text]
    return fine(button.click().run())


def metrics(at):
    return {each.label: each.value for each in at.metric}


def test_before_any_file(page):
    at = page()
    assert "还没有导入过文件" in texts(at)
    assert not [each for each in at.button if each.label in ("试运行", "导入")]


def test_a_file_is_looked_at_tried_and_booked(page):
    at = page(csv_text(ROWS).encode())
    shown = frames(at)[0]
    assert {"分隔符": ";", "编码": "utf-8"}.items() <= dict(
        zip(shown.iloc[:, 0], shown.iloc[:, 1], strict=True)
    ).items()
    at = press(at, "试运行")
    assert "账务未变" in texts(at)
    assert metrics(at) == {"新增": "1", "变更": "0", "失效": "0", "不变": "0", "重复": "0", "拒绝": "1"}
    assert any("Premium 不是金额：=1+1" in str(frame.values) for frame in frames(at))
    assert any("失效日晚于到期日" in str(frame.values) for frame in frames(at))
    assert not found(select(Policy))
    at = press(at, "导入这份试过的文件")
    assert "已导入" in at.success[0].value
    assert len(found(select(Policy))) == 1
    assert all(word in str(frames(at)[-1].values) for word in ("已入账", "车险保单组合", "服务员"))


def test_a_file_is_booked_at_once(page):
    at = press(page(csv_text(ROWS[:1]).encode()), "导入")
    assert "已导入" in at.success[0].value
    assert "导入这份试过的文件" not in {button.label for button in at.button}


def test_a_file_that_cannot_be_taken_is_answered_with_a_sentence(page):
    at = page(csv_text(ROWS, columns=[name for name in COLUMNS if name != "Premium"]).encode())
    assert "文件缺少列：Premium" in texts(at)
    assert "不是表格" in texts(page(b"\x00\x01" * 5000))
    swapped = csv_text([term(1, "2017-01-01", Date_birth="05/25/1980")]).encode()
    assert "月日颠倒" in texts(press(page(swapped), "导入"))


def test_the_profile_is_shown_and_the_day_is_that_of_the_name(page):
    at = page(csv_text(ROWS).encode())
    assert "Date_last_renewal" in at.code[0].value
    assert str(at.date_input[0].value) == "2017-12-31"


def test_while_it_runs_the_page_tells_how_far_it_is(page, monkeypatch):
    class Never(AtOnce):
        def __init__(self, **_named):
            self.start = lambda: None

    monkeypatch.setattr(jobs, "Thread", Never)
    at = press(page(csv_text(ROWS).encode()), "导入")
    (job,) = jobs._jobs.values()
    job.progress = Progress("read", 4000, 80000, 12.3)
    assert "可以离开此页" in texts(fine(at.run()))
    job.reference = "0a1b2c3d"
    assert "0a1b2c3d" in texts(fine(at.run()))


def test_the_files_of_a_pipeline_are_taken_together_and_told_in_full(page, monkeypatch):
    texts_by_name = texts_of(sales=(*SALES, sale("B1", "Won", "2017-01-01")))
    uploads = [Upload(name, text.encode()) for name, text in texts_by_name.items()]
    at = page()
    monkeypatch.setattr(
        "streamlit.file_uploader", lambda *_given, **named: uploads if named.get("accept_multiple_files") else None
    )
    at = fine(at.selectbox(key="import.profile").set_value("pipeline_export").run())
    assert [*frames(at)[0].iloc[:, 0]] == ["products", "sales_teams", "accounts", "sales_pipeline"]
    at = press(at, "试运行")
    assert {"新增": "6", "变更": "0", "拒绝": "1"}.items() <= metrics(at).items()
    told = str([frame.values for frame in frames(at)])
    assert all(word in told for word in ("GTXPro", "GTX Pro", "没有客户的商机", "寻访", "已成交或失单，但没有结束日期"))
    assert not found(select(Opportunity))
    at = press(at, "导入这份试过的文件")
    assert "已导入" in at.success[0].value
    assert len(found(select(Opportunity))) == 6


def test_profiles_are_called_by_their_names(page):
    box = page().selectbox(key="import.profile")
    assert box.options[-1] == "线索名单"
    assert not set(box.options) & {"leads", "motor_portfolio", "pipeline_export"}


def test_files_of_a_pipeline_that_lack_one_are_answered_by_name(page, monkeypatch):
    at = page()
    uploads = [Upload(name, text.encode()) for name, text in texts_of().items()]
    monkeypatch.setattr("streamlit.file_uploader", lambda *_given, **_named: uploads)
    del uploads[1:3]
    at = fine(at.selectbox(key="import.profile").set_value("pipeline_export").run())
    assert "缺少文件：products, sales\\_teams。" in texts(at).replace("\\,", ",")
    uploads[:] = [Upload(name, text.encode()) for name, text in [*texts_of().items(), ("accounts.csv", "account")]]
    assert "无法判断取哪一个" in texts(fine(at.run()))


def test_the_files_of_another_crm_are_told_by_file_and_rule(page, monkeypatch):
    crm_staff(units=False)
    to = crm_export(accounts=220, contacts=150, tasks=180, calls=160, events=150)
    uploads = [Upload(f"{part}.csv", text_of(part, to.rows[part]).encode(SHAPES.get(part, "utf-8"))) for part in HEADS]
    at = page()
    monkeypatch.setattr(
        "streamlit.file_uploader", lambda *_given, **named: uploads if named.get("accept_multiple_files") else None
    )
    at = fine(at.selectbox(key="import.profile").set_value("crm_export").run())
    assert [*frames(at)[0].iloc[:, 0]] == list(HEADS)
    at = press(at, "试运行")
    rejected, corrected = (sum(counts[fate] for counts in to.parts.values()) for fate in ("rejected", "corrected"))
    assert {"拒绝": str(rejected), "更正后接受": str(corrected), "变更": "0"}.items() <= metrics(at).items()
    by_file = frames(at)[1].set_index("文件")
    assert by_file.loc["任务", "读入"] == to.parts["tasks"]["read"]
    assert (by_file["读入"] == by_file["原样接受"] + by_file["更正后接受"] + by_file["拒绝"]).all()
    told = str([frame.values for frame in frames(at)])
    assert all(word in told for word in ("归属人已离开", "1.38E+10", "同名客户", "与前面同一编号的行完全相同"))
    at = press(at, "导入这份试过的文件")
    assert "已导入" in at.success[0].value
    assert len(found(select(Contact))) == to.parts["contacts"]["read"] - to.parts["contacts"]["rejected"]


KNOWN = "华东物流,13800001234,展会,D1T1\n"
LEADS = f"名称,电话,来源,单位\n{KNOWN}空号,12,展会,D1T1\n火,,火星,D1T1\n{KNOWN}"


def test_a_list_of_leads_is_tried_told_and_brought_in(page):
    at = page(LEADS.encode(), "leads.csv")
    at = fine(at.selectbox(key="import.profile").set_value("leads").run())
    at = press(at, "试运行")
    assert metrics(at) == {"新增": "1", "不变": "0", "重复": "1", "拒绝": "2"}
    told = str([frame.values for frame in frames(at)])
    assert all(word in told for word in ("放入线索池", "展会", "电话号码无效", "没有声明的线索来源“火星”"))
    assert not found(select(Lead))
    at = press(at, "导入这份试过的文件")
    assert "已导入" in at.success[0].value
    assert [lead.phone_mask for lead in found(select(Lead))] == ["138****1234"]


def test_a_file_of_which_nothing_is_taken_is_told_so(page):
    at = page("名称,电话,来源,单位\n空号,12,展会,D1T1\n".encode(), "leads.csv")
    at = fine(at.selectbox(key="import.profile").set_value("leads").run())
    at = press(at, "导入")
    assert not at.success
    assert "没有导入任何内容" in at.warning[0].value
    assert "拒绝 1 行" in at.warning[0].value


def test_a_file_that_comes_again_says_when_it_came_and_its_counts_stay(page):
    booked = press(page(csv_text(ROWS[:1]).encode()), "导入")
    before = frames(booked)[-1]
    other = made.hire("other", "service", "C", name="另一位")
    at = press(page(csv_text(ROWS[:1]).encode(), me=other), "导入")
    assert not at.success
    assert "已于" in texts(at)
    assert "没有任何变化" in texts(at)
    assert frames(at)[-1].equals(before)
    assert before["新增"].tolist() == [1]
    assert "服务员" in str(before.values)
    press(at, "试运行")
    assert before.equals(frames(page(me=other))[-1])
