"""How a name is written and said: letters and digits alone, the words in it, its pinyin and the initials of that."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import product

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(rf"(?P<han>[{_HAN}]+)|(?P<word>(?:(?![{_HAN}])[^\W_])+)")

_SURNAMES = """
单:shan 解:xie 曾:zeng 仇:qiu 区:ou 查:zha 翟:zhai,di 任:ren 朴:piao,pu 盖:ge,gai 华:hua 乐:yue,le 召:shao 缪:miao
宁:ning 种:chong 繁:po 折:she 员:yun 黑:he,hei 秘:bi,mi 冼:xian 覃:qin,tan 隗:wei,kui 燕:yan 逄:pang 能:nai 那:na
谌:chen,shen 阚:kan 晁:chao 佴:nai 郇:xun,huan 洗:xian 牟:mou,mu 车:che 石:shi 卜:bu 柏:bai,bo 都:du 行:xing,hang
祭:zhai,ji 尉:wei,yu 贾:jia 葛:ge 过:guo 哈:ha 纪:ji 俞:yu 臧:zang 术:zhu 谷:gu 适:kuo 宓:mi,fu 盛:sheng 沈:shen
令:ling 相:xiang 应:ying 占:zhan 重:chong,zhong 长:zhang,chang 万:wan 曲:qu 朝:chao,zhao 庞:pang 莘:shen,xin 撒:sa
"""
SURNAMES = {pair[0]: tuple(pair[2:].split(",")) for pair in _SURNAMES.split()}
"""How a character is said where it begins a person's name, if otherwise than elsewhere or in doubt."""
DOUBLE_SURNAMES = {
    "尉迟": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "长孙": ("zhang", "sun"),
    "澹台": ("tan", "tai"),
    "单于": ("chan", "yu"),
}

Syllables = tuple[str, ...]


def folded(text: str) -> str:
    """A text without case, width and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(sign for sign in apart if not unicodedata.combining(sign)))


def runs(text: str) -> list[tuple[bool, str]]:
    """The runs of characters in a text, each with whether it is of Chinese ones; signs between them are left out."""
    found = _RUNS.finditer(folded(text))
    return [(one.lastgroup == "han", one.group()) for one in found]


def squeezed(text: str) -> str:
    """A text with nothing but its letters, characters and digits."""
    return "".join(run for _han, run in runs(text))


def words(text: str) -> list[str]:
    """The words of a text that are not Chinese."""
    return [run for han, run in runs(text) if not han]


@lru_cache(maxsize=20_000)
def readings(name: str) -> tuple[Syllables, ...]:
    """The ways a name is said, a syllable for each character, a word for each word; none without Chinese in it."""
    parts = runs(name)
    if not any(han for han, _run in parts):
        return ()
    said = [_said(run, first=at == 0) if han else [(run,)] for at, (han, run) in enumerate(parts)]
    whole = [tuple(syllable for part in way for syllable in part) for way in product(*said)]
    # Where there is an ü, people type v or u.
    flat = [tuple(syllable.replace("v", "u") for syllable in way) for way in whole]
    return tuple(dict.fromkeys([*whole, *flat]))


def _said(run: str, *, first: bool) -> list[Syllables]:
    from pypinyin import lazy_pinyin

    usual = tuple(str(syllable).replace("ü", "v") for syllable in lazy_pinyin(run))
    if not first or len(usual) != len(run):
        return [usual]
    if double := DOUBLE_SURNAMES.get(run[:2]):
        return list(dict.fromkeys([double + usual[2:], usual]))
    return list(dict.fromkeys([*((said, *usual[1:]) for said in SURNAMES.get(run[0], ())), usual]))
