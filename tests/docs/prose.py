"""Prose check: find words that the glossary replaces.

Run it on the whole repository, or on some files or directories:

    python -m tests.docs.prose [PATH ...]

It prints `file:line: word -> use` for each match and exits with 1 if there is any. `words.toml` holds the words.
"""

import argparse
import ast
import functools
import io
import re
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

WORDS = Path(__file__).with_name("words.toml")
# A phrase may be wrapped: a space in a pattern also matches a line break with a comment sign or quotes around it.
_GAP = r"""(?:[ \t]+|[ \t]*\\?["']?[ \t]*\n[ \t]*(?:[#>*]+:?[ \t]*|//[ \t]*|[rf]?["'])?)"""
_URL = re.compile(r"https?://[^\s\"'<>)]+")
_CODE = re.compile(r"`[A-Za-z_][\w.\[\]()]*`")  # a name in Markdown: it is checked where it is defined
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_TEXT_TOKENS = {
    getattr(tokenize, name)
    for name in ("COMMENT", "STRING", "FSTRING_MIDDLE", "TSTRING_MIDDLE")
    if hasattr(tokenize, name)
}
_MASK = "\0"


@dataclass(frozen=True)
class Word:
    """One entry of `words.toml`: a pattern and what to write instead."""

    pattern: re.Pattern[str]
    use: str
    allowed: tuple[str, ...]
    in_names: bool


@dataclass(frozen=True)
class Glossary:
    """The content of `words.toml`."""

    words: tuple[Word, ...]
    names: tuple[Word, ...]
    excluded: tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """One match, at a line of a file."""

    path: str
    line: int
    found: str
    use: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.found} -> {self.use}"


def load_glossary(path: Path = WORDS) -> Glossary:
    """Read the words, the names and the excluded files."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Glossary(
        words=tuple(_word(entry, rf"\b(?:{entry['old'].replace(' ', _GAP)})\b") for entry in data["word"]),
        names=tuple(_word(entry, rf"(?:{entry['old']})") for entry in data["name"]),
        excluded=tuple(data["files"]["exclude"]),
    )


def _word(entry: dict[str, object], pattern: str) -> Word:
    allowed = entry.get("allowed", [])
    assert isinstance(allowed, list)
    # `None` is a value of Python: the pattern for the English word must not match it.
    flags = re.NOFLAG if entry.get("case") else re.IGNORECASE
    return Word(re.compile(pattern, flags), str(entry["use"]), tuple(allowed), bool(entry.get("names")))


def tracked_files(root: Path) -> list[str]:
    """Return the paths of all files that git tracks, relative to `root`; without git, of all that are not hidden."""
    listed = _run_git(root, "ls-files", "-z")
    if listed is None:
        paths = [path.relative_to(root) for path in root.rglob("*")]
        names = {path.as_posix() for path in paths if not any(part.startswith((".", "__")) for part in path.parts[:-1])}
    else:
        names = set(listed.split("\0"))
    return sorted(name for name in names if name and (root / name).is_file())


def _run_git(folder: Path, *arguments: str) -> str | None:
    """Return the output of git in a directory, or None if it is not in a repository or git is not installed."""
    try:
        return subprocess.run(["git", "-C", folder, *arguments], check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None


def check_file(root: Path, name: str, glossary: Glossary) -> Iterator[Problem]:
    """Yield the problems of one file: its name, its text, and in Python the names that it defines.

    Args:
        root: The repository's root.
        name: The file, relative to `root`, with forward slashes.
        glossary: The words to look for.
    """
    if is_match(name, glossary.excluded) or is_imported(root, name):
        return
    try:
        text = (root / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    yield from check_text(name, text, glossary)


def check_text(name: str, text: str, glossary: Glossary) -> Iterator[Problem]:
    """Yield the problems of the text of the file `name`."""
    words = [word for word in glossary.words if not is_match(name, word.allowed)]
    names = [word for word in glossary.names if not is_match(name, word.allowed)]
    yield from _check_name(name, 1, PurePosixPath(name).name.split(".")[0], words, names)
    is_python = name.endswith(".py")
    try:
        prose = _masked(_URL, _prose_of(text) if is_python else text)
    except (SyntaxError, tokenize.TokenError) as error:
        yield Problem(name, 1, str(error), "valid Python: this file cannot be checked")
        return
    if name.endswith(".md"):
        prose = _masked(_CODE, prose)
    for word in _found(words, prose):
        for match in word.pattern.finditer(prose):
            yield _problem(name, text, match, word)
    if is_python:
        for line, defined in _definitions(text):
            yield from _check_name(name, line, defined, words, names)


def _check_name(path: str, line: int, defined: str, words: list[Word], names: list[Word]) -> Iterator[Problem]:
    spoken = " ".join(_CAMEL.sub("_", defined).lower().split("_")).strip()
    is_sentence = defined.startswith("test_")
    for word in _found(words, spoken):
        if (word.in_names or is_sentence) and (match := word.pattern.search(spoken)):
            yield Problem(path, line, f"{defined} ({match[0]})", word.use)
    for word in names:
        if word.pattern.fullmatch(defined):
            yield Problem(path, line, defined, word.use)


def _found(words: list[Word], text: str) -> list[Word]:
    """Return the words to look for in a text: none if their alternation, which is much faster, does not match."""
    return words if _alternation(tuple(word.pattern for word in words)).search(text) else []


@functools.cache
def _alternation(patterns: tuple[re.Pattern[str], ...]) -> re.Pattern[str]:
    return re.compile("|".join(pattern.pattern for pattern in patterns), re.IGNORECASE)


def _problem(path: str, text: str, match: re.Match[str], word: Word) -> Problem:
    return Problem(path, text.count("\n", 0, match.start()) + 1, " ".join(match[0].split()), word.use)


def is_imported(root: Path, name: str) -> bool:
    """Return whether a file is of a spec without a facts file, whose words are those of a vendor."""
    parts = Path(name).parts
    return len(parts) > 2 and parts[0] == "specs" and not (root / "specs" / parts[1] / "facts.yaml").exists()


def is_match(name: str, patterns: tuple[str, ...]) -> bool:
    """Return whether a path matches one of some glob patterns, in which `*` also matches `/`."""
    return any(fnmatch(name, pattern) for pattern in patterns)


def _masked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: _MASK * len(match[0]), text)


def _prose_of(source: str) -> str:
    """Return Python source of which everything but comments and strings is masked, at the same positions."""
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    masked = [character if character.isspace() else _MASK for character in source]
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in _TEXT_TOKENS:
            start = starts[token.start[0] - 1] + token.start[1]
            end = starts[token.end[0] - 1] + token.end[1]
            masked[start:end] = source[start:end]
    return "".join(masked)


def _definitions(source: str) -> Iterator[tuple[int, str]]:
    """Yield each function, class, parameter, and name assigned in a module or a class, with its line."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        if isinstance(node, ast.arg):
            yield node.lineno, node.arg
        if isinstance(node, ast.ClassDef | ast.Module):
            for statement in node.body:
                targets = statement.targets if isinstance(statement, ast.Assign) else []
                targets = [statement.target] if isinstance(statement, ast.AnnAssign) else targets
                yield from ((target.lineno, target.id) for target in targets if isinstance(target, ast.Name))


def _root(path: Path) -> Path:
    top_level = _run_git(path if path.is_dir() else path.parent, "rev-parse", "--show-toplevel")
    return WORDS.parents[2] if top_level is None else Path(top_level.strip())


def main(arguments: list[str] | None = None) -> int:
    """Print the problems of the named paths, or of the whole repository; return the exit code."""
    parser = argparse.ArgumentParser(prog="prose", description="Find words that the glossary replaces.")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files or directories (default: the repository)")
    paths = [Path(path).resolve() for path in parser.parse_args(arguments).paths]
    root = _root(paths[0] if paths else Path.cwd())
    glossary = load_glossary()
    files = [
        name
        for name in tracked_files(root)
        if not paths or any((root / name).resolve().is_relative_to(path) for path in paths)
    ]
    problems = sorted(
        {problem for name in files for problem in check_file(root, name, glossary)},
        key=lambda problem: (problem.path, problem.line, problem.found),
    )
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems in {len(files)} files", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
