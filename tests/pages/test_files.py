"""Files on a customer's page: added, listed by harmless names, taken, removed."""

import pytest
from sqlmodel import select

from db.commands.add_attachment import add_attachment
from db.models.files import Attachment
from db.run import run
from factories import company, customer, hire, member, one
from opening import fine, submit, texts

RECORD = "pages/customers/customer.py"


@pytest.fixture(autouse=True)
def own_files(tmp_path, monkeypatch):
    monkeypatch.setenv("BAOKE_SECRET_KEY", "k" * 40)
    monkeypatch.setenv("BAOKE_DATA", str(tmp_path / "installation"))


@pytest.fixture
def li(url):
    company()
    return hire("li", name="李娜")


def test_a_file_is_added_and_removed_on_the_page(li, visit):
    mine = customer(li)
    at = visit(li, RECORD, id=str(mine), part="files")
    assert "还没有文件" in texts(at)
    at = fine(submit(at, "add_attachment"))
    assert "请先选择文件" in texts(at)
    at.file_uploader[0].set_value(("保单*[x](y).pdf", b"%PDF-1", "application/pdf"))
    at = fine(submit(at, "add_attachment"))
    assert "保单 [x](y).pdf" in texts(at)
    (reason,) = [each for each in at.text_input if str(each.key).startswith("file.")]
    reason.set_value("传错了")
    at = fine(submit(at, "remove_attachment"))
    assert one(select(Attachment.removed_reason)) == "传错了"
    assert "还没有文件" in texts(at)


def test_what_is_refused_is_said_under_the_form(li, visit):
    at = visit(li, RECORD, id=str(customer(li)), part="files")
    at.file_uploader[0].set_value(("保单.pdf", b"MZ", "application/pdf"))
    at = fine(submit(at, "add_attachment"))
    assert "按内容判断" in texts(at)
    assert one(select(Attachment.id)) is None


def test_a_reading_member_takes_files_and_an_executive_has_no_such_part(li, visit):
    mine, reader = customer(li), hire("reader", unit="D2T1")
    member(mine, reader)
    run(add_attachment, li, customer_id=mine, name="保单.pdf", content=b"%PDF-1")
    at = visit(reader, RECORD, id=str(mine), part="files")
    assert "保单.pdf" in texts(at)
    assert len(at.get("download_button")) == 1
    assert not at.file_uploader
    at = visit(hire("top", "executive", "C"), RECORD, id=str(mine), part="files")
    assert "保单.pdf" not in texts(at)
