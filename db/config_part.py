"""What every piece of config.toml is made of: frozen, knowing no other keys than its own, named in both languages."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Days = Annotated[int, Field(gt=0)]
Code = Annotated[str, Field(pattern="^[a-z_]{1,24}$")]


class Part(BaseModel):
    """A piece of the file: cannot be changed once read, knows no other keys than its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Bilingual(Part):
    """One name in both languages."""

    zh: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


class Coded(Part):
    """A code and how it is called."""

    code: Annotated[str, Field(min_length=1, max_length=40)]
    name: Bilingual
