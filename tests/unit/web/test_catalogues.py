"""Every text is translated, and no translation outlives its text."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from gateway.web.i18n import CATALOGUED, catalogue_paths, translate
from gateway.web.island_messages import ISLAND_MESSAGES, island_messages

ROOT = Path(__file__).parents[3]
WEB = ROOT / "gateway" / "web"
PARAM = re.compile(r"\{(\w+)\}")
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def texts_of(method: str, paths: Iterator[Path]) -> set[str]:
    return {
        str(message)
        for path in paths
        for _line, message, _comments, _context in extract(
            method, BytesIO(path.read_bytes()), keywords={"_": None}
        )
    }


def texts_in_use() -> set[str]:
    sources = (path for path in WEB.rglob("*.py") if "node_modules" not in path.parts)
    return (
        texts_of("jinja2.ext:babel_extract", (WEB / "templates").rglob("*.html"))
        | texts_of("python", sources)
        | texts_of("python", (ROOT / "gateway").rglob("*messages.py"))
    )


def catalogue(language: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in catalogue_paths(language):
        with path.open("rb") as file:
            entries = [(str(entry.id), str(entry.string)) for entry in read_po(file) if entry.id]
        assert not {msgid for msgid, _text in entries} & set(texts), f"twice: {path.name}"
        texts.update(entries)
    return texts


@pytest.mark.parametrize("language", CATALOGUED)
def test_every_text_has_a_translation(language: str) -> None:
    translated = {msgid for msgid, text in catalogue(language).items() if text}
    assert sorted(texts_in_use() - translated) == []


@pytest.mark.parametrize("language", CATALOGUED)
def test_no_translation_is_stale(language: str) -> None:
    assert sorted(set(catalogue(language)) - texts_in_use()) == []


@pytest.mark.parametrize("language", CATALOGUED)
def test_a_translation_names_the_same_params(language: str) -> None:
    different = {
        msgid
        for msgid, text in catalogue(language).items()
        if set(PARAM.findall(msgid)) != set(PARAM.findall(text))
    }
    assert different == set()


def test_no_japanese_is_left_in_english() -> None:
    assert [text for text in catalogue("en").values() if JAPANESE.search(text)] == []


def test_templates_hold_no_text_outside_of_the_catalogues() -> None:
    """Japanese in a template stands inside of ``_("…")``; only punctuation may stand alone."""
    stray: dict[str, list[str]] = {}
    for path in (WEB / "templates").rglob("*.html"):
        rest = re.sub(r'_\("[^"]*"', "", path.read_text("utf-8"))
        if found := JAPANESE.findall(rest):
            stray[path.name] = found
    assert stray == {}


def test_the_script_knows_the_texts_that_the_form_carries() -> None:
    names = re.findall(r'^  "(\w+)",$', (WEB / "ts" / "messages.ts").read_text("utf-8"), re.M)
    assert sorted(names) == sorted(ISLAND_MESSAGES)
    assert "下書き" in island_messages("ja")


def test_scripts_hold_no_japanese() -> None:
    for path in (WEB / "ts").rglob("*.ts"):
        assert not JAPANESE.search(path.read_text("utf-8")), path.name


def test_translate_fills_params_and_falls_back_to_japanese() -> None:
    assert translate("en", "締切まであと{days}日", days=3) == "Days left: 3"
    assert translate("ja", "締切まであと{days}日", days=3) == "締切まであと3日"
    assert translate("en", "訳のない文") == "訳のない文"
    assert translate("xx", "目次") == "目次"
