"""The whole book of another CRM brought in by the command line."""

import csv
import io

from crm_export import crm_export
from crm_files import crm_staff, write_folder
from db.cli.main import command_line


def test_an_export_is_tried_and_brought_in_and_told_by_file(url, capsys, tmp_path):
    crm_staff()
    to = crm_export(accounts=220, contacts=150, tasks=180, calls=160, events=150)
    order = ["import", str(write_folder(tmp_path / "export", to.rows)), "--profile", "crm_export", "--format", "csv"]
    rejects = tmp_path / "rejects.csv"
    assert command_line([*order, "--dry-run", "--rejects", str(rejects)]) == 0
    tried = dict(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert command_line(order) == 0
    told = dict(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert tried == told | {"members": "0"}
    for part, counts in to.parts.items():
        assert {fate: int(told[f"{part}: {fate}"]) for fate in ("read", "rejected")} == {
            fate: counts[fate] for fate in ("read", "rejected")
        }
    assert int(told["rule owner_left"]) == to.rules["owner_left"]
    assert int(told["members"]) == len(to.members)
    lines = list(csv.reader(io.StringIO(rejects.read_text("utf-8-sig"))))
    assert len(lines) - 1 == int(told["rejected"]) == sum(to.reasons.values())
