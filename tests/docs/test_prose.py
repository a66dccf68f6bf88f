"""The prose check, and the text of the repository."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.docs import prose
from tests.docs.pages import ROOT

GLOSSARY = prose.load_glossary()


def find_words(name: str, text: str) -> list[str]:
    return [problem.found for problem in prose.check_text(name, text, GLOSSARY)]


@pytest.mark.parametrize(
    "sentence",
    [
        "A stand-in of each API.",
        "The server is asked twice.",
        "Bodies are made up.",
        "This page says all of it.",
        "The file is no folder.",
        "A number that is nobody's.",
        "Whoever calls it gets a 401.",
        "A spec of one's own.",
        "It is answered with 404.",
        "The read is sent again.",
    ],
)
def test_old_word_is_found(sentence: str) -> None:
    assert find_words("docs/page.md", sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The mock server returns 404.",
        "There is no such task.",
        "The value is None.",
        "The key is no longer valid.",
        "Each call places one phone call.",
        "It limits requests to no more than ten.",
    ],
)
def test_plain_sentence_is_accepted(sentence: str) -> None:
    assert find_words("docs/page.md", sentence) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("docs/page.md", "Bodies are made\nup.\n"),
        ("docs/page.md", "> Bodies are made\n> up.\n"),
        ("module.py", "# Bodies are made\n# up.\n"),
        ("module.py", 'TEXT = (\n    "Bodies are made "\n    "up."\n)\n'),
    ],
)
def test_phrase_across_a_line_break_is_found(name: str, text: str) -> None:
    assert len(find_words(name, text)) == 1


def test_line_number_is_that_of_the_match() -> None:
    (problem,) = prose.check_text("module.py", "x = 1\n\n# a ledger\n", GLOSSARY)
    assert (problem.line, str(problem).split(" -> ")[0]) == (3, "module.py:3: ledger")


def test_only_comments_and_strings_of_python_are_prose() -> None:
    code = "def run(ledger_of: int) -> int:\n    amiss = ledger_of\n    return amiss\n"
    assert find_words("module.py", code) == ["ledger_of (ledger)"]  # a parameter is a name


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("def kept(): ...\n", "kept"),
        ("class StandIns: ...\n", "StandIns (stand ins)"),
        ("LARGEST = 1\n", "LARGEST"),
        ("def test_a_read_is_sent_again(): ...\n", "test_a_read_is_sent_again (sent again)"),
    ],
)
def test_old_name_is_found(code: str, found: str) -> None:
    assert find_words("module.py", code) == [found]


def test_file_name_is_checked() -> None:
    assert find_words("contracts/caretasks/ledger.py", "") == ["ledger (ledger)"]


@pytest.mark.parametrize("text", ["`elsewhere[]` is a field", "See https://example.com/stand-ins/", "`kept`"])
def test_urls_and_names_in_code_spans_are_ignored(text: str) -> None:
    assert find_words("docs/page.md", text) == []


def test_word_is_accepted_in_an_allowed_file() -> None:
    assert find_words("CHANGELOG.md", "The stand-ins are now mock servers.") == []
    assert find_words("specs/demo/openapi.yaml", "summary: The call was answered") == []


def test_file_that_is_not_python_is_reported() -> None:
    (problem,) = prose.check_text("module.py", "def broken(:\n    '''\n", GLOSSARY)
    assert "cannot be checked" in problem.use


def test_check_is_limited_to_the_named_paths(capsys: pytest.CaptureFixture[str]) -> None:
    assert prose.main([str(ROOT / "docs" / "index.md")]) == 0
    assert capsys.readouterr().err == "0 problems in 1 files\n"


def test_untracked_files_are_not_read(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "tracked.md").write_text("")
    (tmp_path / "untracked.md").write_text("")
    subprocess.run(["git", "-C", tmp_path, "add", "tracked.md"], check=True)
    assert prose.tracked_files(tmp_path) == ["tracked.md"]


def test_outside_git_all_files_are_read_that_are_not_hidden(tmp_path: Path) -> None:
    for name in ("docs/page.md", ".venv/page.md", "pkg/__pycache__/module.pyc", "pkg/__init__.py", ".gitignore"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    assert prose.tracked_files(tmp_path) == [".gitignore", "docs/page.md", "pkg/__init__.py"]


def test_every_entry_says_what_to_use() -> None:
    assert all(word.use for word in (*GLOSSARY.words, *GLOSSARY.names))


@pytest.mark.parametrize("pattern", sorted({path for word in GLOSSARY.words for path in word.allowed}))
def test_allowed_pattern_matches_a_file(pattern: str) -> None:
    assert any(prose.is_match(name, (pattern,)) for name in prose.tracked_files(ROOT))
