"""Reads config.toml, refuses wrong names with their place and the choices, and reads it again when it changes."""

from __future__ import annotations

import json
import os
import tomllib
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from db.config_shape import Config

HOME = Path(__file__).resolve().parent.parent / "config.toml"


class ConfigError(Exception):
    """config.toml cannot be used; the text lists every place that is wrong, a line each."""


_held: ContextVar[Config | None] = ContextVar("held", default=None)
_in_force: dict[Path, Config] = {}


def config() -> Config:
    """What config.toml says: now, or at the beginning of the page that is being made.

    A saved mistake leaves in force what the file said before; raises ConfigError where there is nothing before.
    """
    return _held.get() or _as_saved()[0]


def hold_config() -> str:
    """Let a page keep to what the file says as it begins; answers what is wrong with the file, else nothing."""
    said, mistake = _as_saved()
    _held.set(said)
    return mistake


def _as_saved() -> tuple[Config, str]:
    named = os.environ.get("BAOKE_CONFIG")
    path = Path(named) if named else HOME
    try:
        state = path.stat()
        _in_force[path] = _read_once(path, state.st_mtime_ns, state.st_size)
    except (OSError, ConfigError) as wrong:
        mistake = wrong if isinstance(wrong, ConfigError) else ConfigError(f"{path.name}: cannot be read")
        if path not in _in_force:
            raise mistake from wrong
        return _in_force[path], str(mistake)
    return _in_force[path], ""


@lru_cache(maxsize=4)
def _read_once(path: Path, _changed: int, _size: int) -> Config:
    return read_config(path)


def read_config(path: Path) -> Config:
    """The file at that path, checked; raises ConfigError."""
    # Not above: the names to check against stand in modules that read rules from here.
    from db.config_check import complaints

    try:
        text = path.read_text(encoding="utf-8")
        said = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as broken:
        raise ConfigError(f"{path.name}: {broken}") from broken
    try:
        read = Config.model_validate_json(json.dumps(said, default=str))
    except ValidationError as wrong:
        lines = [f"{path.name}, {_place(error['loc'])}: {_sentence(error)}" for error in wrong.errors()]
        raise ConfigError("\n".join(lines)) from wrong
    if wrong_names := [f"{path.name}, {line}" for line in complaints(read)]:
        raise ConfigError("\n".join(wrong_names))
    return read


def _place(loc: tuple[int | str, ...]) -> str:
    place = ""
    for step in loc:
        place += f"[{step}]" if isinstance(step, int) else f".{step}" if place else step
    return place or "top level"


def _sentence(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        keys = _keys_at(error["loc"][:-1])
        return f"unknown key '{error['loc'][-1]}': choose from {', '.join(keys)}"
    return f"{error['msg']} (found {error['input']!r})"


def _keys_at(loc: tuple[int | str, ...]) -> list[str]:
    """The keys that the part of the file at that place may hold."""
    part: type[BaseModel] = Config
    for step in loc:
        if field := part.model_fields.get(str(step)):
            part = _model_in(field.annotation) or part
    return sorted(part.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _model_in(inner))), None)
