"""Files on a customer: told by content, stored under chance names, taken by who sees the customer, removed with why."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from sqlmodel import col, select

from db.access import SYSTEM
from db.backup import files_folder, write_backup
from db.commands.add_attachment import add_attachment
from db.commands.merge_customers import merge_customers
from db.commands.open_attachment import open_attachment
from db.commands.remove_attachment import remove_attachment
from db.commands.sweep_up import sweep_up
from db.errors import Denied, Invalid, Refusal
from db.models.files import Attachment
from db.models.system import Audit
from db.periods import now
from db.queries.attachments import attachments
from db.restore import restore_backup
from db.rules.files import harmless_name, kind_of
from db.run import run
from db.session import reading
from factories import company, customer, hire, one

PDF, PNG = b"%PDF-1.7 x", b"\x89PNG\r\n\x1a\nx"


def office(*parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, "x")
    return file.getvalue()


@pytest.fixture(autouse=True)
def own_files(tmp_path, monkeypatch):
    monkeypatch.setenv("BAOKE_SECRET_KEY", "k" * 40)
    monkeypatch.setenv("BAOKE_DATA", str(tmp_path / "installation"))


@pytest.fixture
def team(url):
    company()
    people = {"li": ("li",), "boss": ("boss", "manager"), "far": ("far", "salesperson", "D2T1")}
    people |= {"top": ("top", "executive", "C"), "care": ("care", "service", "C")}
    return {name: hire(*given) for name, given in people.items()}


def names(me, customer_id):
    with reading(me) as session:
        return [row.name for row in attachments(session, me, customer_id)]


def add(me, customer_id, name="保单.pdf", content=PDF):
    return run(add_attachment, me, customer_id=customer_id, name=name, content=content)


def test_a_file_is_kept_and_taken_by_who_sees_the_customer_and_each_taking_is_noted(team):
    mine = customer(team["li"])
    made = add(team["li"], mine)
    for me in ("li", "boss", "care"):
        assert run(open_attachment, team[me], attachment_id=made) == PDF
        assert names(team[me], mine) == ["保单.pdf"]
    for me in ("far", "top"):
        assert names(team[me], mine) == []
        with pytest.raises(Denied):
            run(open_attachment, team[me], attachment_id=made)
    with reading(SYSTEM) as session:
        taken = session.exec(select(Audit).where(Audit.command == "open_attachment", Audit.outcome == "done")).all()
    assert [json.loads(row.change) for row in taken] == [{"customer_id": mine, "file_name": "保单.pdf"}] * 3


def test_on_the_disk_it_is_found_under_a_chance_name_by_nobody_else(team):
    made = add(team["li"], customer(team["li"]), name="../../etc/保单.pdf")
    kept = one(select(Attachment).where(Attachment.id == made))
    (path,) = files_folder().glob("*")
    assert path.name == kept.stored
    assert len(path.name) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert kept.name == "保单.pdf"
    path.write_bytes(b"%PDF-changed")
    with pytest.raises(Refusal):
        run(open_attachment, team["li"], attachment_id=made)


@pytest.mark.parametrize("content", [
    b"", b"MZ\x90\x00", b"<html><script>", b"#!/bin/sh", b"PK\x03\x04broken", b"GIF89a", office("a.txt"),
    office("word/document.xml", "word/vbaProject.bin"), office("word/document.xml", "xl/workbook.xml"),
    office("ppt/presentation.xml"), PDF + b"x" * (10 * 1024 * 1024),
])  # fmt: skip
def test_what_is_not_declared_is_refused_whatever_its_name_says(team, content):
    mine = customer(team["li"])
    with pytest.raises(Invalid) as refused:
        add(team["li"], mine, content=content)
    assert set(refused.value.fields) == {"attached"}
    assert not list(files_folder().glob("*"))


@pytest.mark.parametrize(("content", "kind"), [
    (PDF, "pdf"), (PNG, "png"), (b"\xff\xd8\xff\xe0", "jpeg"), (office("word/document.xml"), "docx"),
    (office("xl/workbook.xml"), "xlsx"), (office("ppt/presentation.xml"), "pptx"),
])  # fmt: skip
def test_a_kind_is_told_by_content(content, kind):
    assert kind_of(content) == kind


@pytest.mark.parametrize(("typed", "kind", "name"), [
    ("保单.PDF", "pdf", "保单.pdf"), ("照片.JPEG", "jpeg", "照片.jpeg"), ("a.exe", "pdf", "a.exe.pdf"),
    ("C:\\x\\y.pdf", "pdf", "y.pdf"), ("a\u202efdp.exe", "png", "a fdp.exe.png"), ("..", "pdf", "file.pdf"),
    ("", "pdf", "file.pdf"), ("con.pdf", "pdf", "_con.pdf"), ('a<b>"c".pdf', "pdf", "a b c.pdf"),
    ("长" * 200 + ".pdf", "pdf", "长" * 100 + ".pdf"),
])  # fmt: skip
def test_a_name_does_no_harm(typed, kind, name):
    assert harmless_name(typed, kind) == name


def test_a_file_is_removed_with_a_reason_and_its_content_a_week_later(team):
    mine = customer(team["li"])
    made, stays = add(team["li"], mine), add(team["li"], mine, "照片.png", PNG)
    for me in ("far", "top"):
        with pytest.raises(Denied):
            run(remove_attachment, team[me], attachment_id=made, reason="错")
    with pytest.raises(Invalid):
        run(remove_attachment, team["boss"], attachment_id=made, reason=" ")
    run(remove_attachment, team["boss"], attachment_id=made, reason="传错了")
    assert names(team["li"], mine) == ["照片.png"]
    for order in ({}, {"reason": "再来"}):
        with pytest.raises(Refusal):
            run(remove_attachment if order else open_attachment, team["li"], attachment_id=made, **order)
    run(sweep_up, SYSTEM, at=now())
    assert len(list(files_folder().glob("*"))) == 2
    run(sweep_up, SYSTEM, at=now() + timedelta(days=8))
    assert [path.name for path in files_folder().glob("*")] == [
        one(select(Attachment.stored).where(Attachment.id == stays))
    ]
    assert one(select(Attachment.removed_reason).where(Attachment.id == made)) == "传错了"


def test_files_move_when_customers_are_merged(team):
    winner, loser = customer(team["li"], "华东"), customer(team["li"], "华东")
    add(team["li"], loser)
    run(merge_customers, team["boss"], winner_id=winner, loser_id=loser, versions=(1, 1), reason="同")
    assert names(team["li"], winner) == ["保单.pdf"]


def test_a_backup_brings_them_along(team, tmp_path):
    mine = customer(team["li"])
    made = add(team["li"], mine)
    assert write_backup(tmp_path / "branch.zip").files == 1
    for path in files_folder().glob("*"):
        path.unlink()
    restore_backup(tmp_path / "branch.zip", force=True)
    assert run(open_attachment, team["li"], attachment_id=made) == PDF
    assert one(select(Attachment.id).order_by(col(Attachment.id))) == made
