"""What the README says is so: its commands, its table of settings, the command line it lists."""

import ast
import re

from source import ROOT, sources

README = (ROOT / "README.md").read_text("utf-8")


def test_two_commands_do_everything_on_one_line_each():
    commands = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert [command.split("/")[-1] for command in commands] == ["uvicorn app:app", "pytest"]
    assert "-r requirements.txt" in commands[0]
    assert "-r requirements-dev.txt" in commands[1]


def test_every_setting_the_code_reads_is_in_the_table():
    read = {
        node.value
        for of in sources()
        for node in ast.walk(of.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"BAOKE_[A-Z_]+", node.value)
    }
    assert read == set(re.findall(r"^\| `(BAOKE_[A-Z_]+)`", README, re.MULTILINE))


def test_every_file_the_readme_points_at_is_there():
    pointed = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert not [name for name in pointed if not (ROOT / name).exists()]


def test_everything_that_is_installed_is_pinned():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = [
            line for line in (ROOT / name).read_text("utf-8").splitlines() if line and not line.startswith(("#", "-r"))
        ]
        assert not [line for line in lines if not re.match(r"[\w.\-\[\]]+==[\w.]+(;|$)", line)]
