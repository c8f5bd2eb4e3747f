"""What the command line says: in Chinese where LANG is Chinese, else in English; refusals as exit codes."""

from __future__ import annotations

import os
import sys
from typing import Any

import typer

from db.errors import Invalid, Refusal, Unknown

DONE, FAILED, UNKNOWN, REFUSED = 0, 1, 2, 3


def language() -> str:
    """By LC_ALL, LC_MESSAGES and LANG, in this order, as any program."""
    chosen = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if chosen.lower().startswith("zh") else "en"


def words(key: str, /, **params: Any) -> str:
    """A sentence of db/sentences in the language of whoever calls."""
    return Refusal(key, **params).sentence(language())


def say(key: str, /, **params: Any) -> None:
    """A sentence beside the result, on stderr, so that a pipe gets the result alone."""
    typer.echo(words(key, **params), err=True)


def tell(refusal: Refusal) -> int:
    """Say a refusal on stderr; the exit code for it."""
    typer.echo(refusal.sentence(language()), err=True)
    if isinstance(refusal, Invalid):
        for field, key in refusal.fields.items():
            typer.echo(f"  {field}: {words(key)}", err=True)
    return UNKNOWN if isinstance(refusal, Unknown) else REFUSED


def at_a_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()
