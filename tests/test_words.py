"""Every word and every refusal that the code names is written in both languages, and none is written in vain."""

import ast
import re
import string
import tomllib
from collections import Counter

import pytest

from source import ROOT, called, calls, nodes, sources

SHELVES = {"screen": ROOT / "components" / "words", "refusals": ROOT / "db" / "sentences"}
SPEAKING = {"t": "screen", "plain": "screen"} | dict.fromkeys(
    ("Refusal", "Denied", "Stale", "Busy", "Invalid", "Unknown"), "refusals"
)
# What a call adds by itself to the params it is given.
ADDED = {"Unknown": {"choices"}, "plain": set(), "t": set()}
# Words with no Chinese of their own, or that the trade says in English too.
ENGLISH_IN_CHINESE = {
    "Baoke", "CSV", "XLSX", "ZIP", "GZ", "UTF", "GBK", "TOTP", "PDF", "Excel", "https", "http", "ID", "SQLite",
    "PostgreSQL", "python", "db", "setup", "demo", "BAOKE", "SECRET", "KEY", "ALLOW", "HTTP", "KB", "MB", "GB",
    "config", "toml", "TOML", "xlsx", "NUL", "from",
    "constant", "template", "OIDC", "SMTP", "Cookie", "IP", "App", "QR", "MD", "YYYY", "DD", "MM",
}  # fmt: skip


def written(shelf):
    """Each entry of a shelf as key, file and texts, doubles included."""
    for file in sorted(SHELVES[shelf].glob("*.toml")):
        for area, entries in tomllib.loads(file.read_text("utf-8")).items():
            for name, texts in entries.items():
                yield f"{area}.{name}", file.name, texts


def catalogue(shelf):
    return {key: texts for key, _file, texts in written(shelf)}


def params_of(text):
    return {name for _before, name, _form, _how in string.Formatter().parse(text) if name is not None}


def spoken():
    """Each call that says a word: source, call, shelf."""
    for of in sources():
        for call in calls(of.tree):
            name = called(call)
            if name in SPEAKING and call.args:
                yield of, call, SPEAKING[name]


def constants():
    return {
        node.value
        for of in sources()
        for node in nodes(of.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def families(of_shelf):
    """`t(f"role.{role}")` speaks every word that begins with `role.`"""
    for _of, call, shelf in spoken():
        key = call.args[0]
        if shelf == of_shelf and isinstance(key, ast.JoinedStr) and isinstance(key.values[0], ast.Constant):
            yield key.values[0].value


@pytest.mark.parametrize("shelf", SHELVES)
def test_each_key_stands_once(shelf):
    often = Counter(key for key, _file, _texts in written(shelf))
    assert not [key for key, times in often.items() if times > 1]


@pytest.mark.parametrize("shelf", SHELVES)
def test_each_word_is_in_both_languages_with_the_same_params(shelf):
    wrong = []
    for key, texts in catalogue(shelf).items():
        params = params_of(texts.get("en", ""))
        if set(texts) - {"one"} != {"zh", "en"} or not all(text.strip() for text in texts.values()):
            wrong.append(f"{key} has {sorted(texts)}")
        elif params_of(texts["zh"]) != params or params_of(texts.get("one", "")) - params:
            wrong.append(f"{key} has other params in Chinese than in English")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("shelf", SHELVES)
def test_no_chinese_in_english_and_no_english_in_chinese(shelf):
    wrong = []
    for key, texts in catalogue(shelf).items():
        chinese = re.sub(r"\{\w*\}|`[^`]*`|:material/\w+:|:[a-z-]+\[", "", texts["zh"])
        foreign = set(re.findall(r"[A-Za-z]{2,}", chinese)) - ENGLISH_IN_CHINESE
        if foreign:
            wrong.append(f"{key} has {sorted(foreign)} in Chinese")
        if re.search("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", texts["en"]):
            wrong.append(f"{key} has Chinese in English")
    assert not wrong, "\n".join(wrong)


def test_every_word_that_is_named_is_written():
    shelves = {shelf: catalogue(shelf) for shelf in SHELVES}
    missing = [
        f"{of.path}:{call.lineno} {call.args[0].value}"
        for of, call, shelf in spoken()
        if isinstance(call.args[0], ast.Constant) and call.args[0].value not in shelves[shelf]
    ]
    assert not missing, "\n".join(missing)


def test_every_field_that_is_refused_has_its_sentence():
    known, missing = catalogue("refusals"), []
    for of in sources():
        fields = (
            k.value for call in calls(of.tree) for k in call.keywords if called(call) == "Invalid" and k.arg == "fields"
        )
        keys = (value for field in fields if isinstance(field, ast.Dict) for value in field.values)
        missing += [
            f"{of.path}:{key.lineno}" for key in keys if isinstance(key, ast.Constant) and key.value not in known
        ]
    assert not missing, "\n".join(missing)


def test_every_family_has_words():
    for shelf in SHELVES:
        keys = tuple(catalogue(shelf))
        assert not [prefix for prefix in families(shelf) if not any(key.startswith(prefix) for key in keys)]


def test_every_call_gives_the_params_of_its_word():
    wrong = []
    shelves = {shelf: catalogue(shelf) for shelf in SHELVES}
    for of, call, shelf in spoken():
        texts = shelves[shelf].get(call.args[0].value) if isinstance(call.args[0], ast.Constant) else None
        if texts is None or any(keyword.arg is None for keyword in call.keywords):
            continue
        given = {keyword.arg for keyword in call.keywords} | ADDED.get(called(call), set())
        if lacking := params_of(texts["zh"]) - given:
            wrong.append(f"{of.path}:{call.lineno} {call.args[0].value} lacks {sorted(lacking)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("shelf", SHELVES)
def test_no_word_is_written_in_vain(shelf):
    named = constants()
    prefixes = (*families(shelf), "database.") if shelf == "refusals" else tuple(families(shelf))
    unused = [key for key in catalogue(shelf) if key not in named and not key.startswith(prefixes)]
    assert not unused, "\n".join(unused)


def test_pages_name_their_words_in_full():
    vague = [
        f"{of.path}:{call.lineno}"
        for of, call, _shelf in spoken()
        if of.folder == "pages" and not isinstance(call.args[0], ast.Constant | ast.JoinedStr)
    ]
    assert not vague


def docstrings(tree):
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.body[0].value for node in ast.walk(tree) if isinstance(node, documented) and ast.get_docstring(node)}


def test_no_sentence_stands_in_the_code_of_the_screen():
    """Chinese in a page or a component is a sentence that has no English; `words` itself writes 万 and 年."""
    wrong = []
    for of in sources():
        if of.folder not in ("pages", "components") or of.path == "components/words.py":
            continue
        described = docstrings(of.tree)
        texts = (n for n in nodes(of.tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
        wrong += [
            f"{of.path}:{n.lineno} {n.value}"
            for n in texts
            if re.search("[\u4e00-\u9fff]", n.value) and n not in described
        ]
    assert not wrong, "\n".join(wrong)
