"""Files of git revisions."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from caretasks.core.errors import CommandError
from caretasks.openapi.importing.reading import MAX_FILE_BYTES

_TEXT_SUFFIXES = frozenset({".yaml", ".yml", ".json", ".md", ".markdown", ".txt"})
_MAX_FILES = 5_000
_GIT_SECONDS = 60


class UnreadableDocumentError(CommandError):
    """A document cannot be read: there is no such file, revision or page, or it cannot be fetched."""

    status = 3


def is_revision(text: str) -> bool:
    """Return whether a text is the name of a commit in the repository of the current folder."""
    return not text.startswith("-") and _git("rev-parse", "--verify", "--quiet", f"{text}^{{commit}}") is not None


def relative_to_repository(path: str) -> str:
    """Return the path of a file relative to the root of its repository.

    Raises:
        UnreadableDocumentError: It is in no repository.
    """
    top = _git("rev-parse", "--show-toplevel", folder=_folder_of(Path(path)))
    if top is None:
        raise UnreadableDocumentError(f"{path} is not in a git repository")
    return Path(path).resolve().relative_to(Path(top.decode().strip()).resolve()).as_posix()


def _folder_of(path: Path) -> Path:
    return path if path.is_dir() else path.parent


@contextmanager
def checked_out(revision: str, path: str) -> Iterator[Path]:
    """Write the documents in the folder of a file, as they are in a revision, into a temporary folder.

    Yields:
        The path of the file, or of the folder if `path` is one.

    Raises:
        UnreadableDocumentError: There is no such revision or file.
    """
    label = f"{revision}:{path}"
    if not is_revision(revision):
        raise UnreadableDocumentError(f"{label} cannot be read: git has no revision {revision!r} here")
    path = PurePosixPath(_normalize(path)).as_posix()
    kind = _git("cat-file", "-t", f"{revision}:{path}")
    if kind is None:
        raise UnreadableDocumentError(f"{label} cannot be read: there is no such file in this revision")
    folder = path if kind.strip() == b"tree" else PurePosixPath(path).parent.as_posix()
    prefix = "" if folder == "." else f"{folder}/"
    listed = _git("ls-tree", "-r", "-z", "--name-only", "--full-tree", revision, "--", prefix or ".") or b""
    names = [name for name in listed.decode("utf-8", "surrogateescape").split("\0") if _is_text(name) or name == path]
    with TemporaryDirectory() as temporary:
        root = Path(temporary)
        for name in names[:_MAX_FILES]:
            content = _git("cat-file", "blob", f"{revision}:{name}")
            target = root / name.removeprefix(prefix)
            if content is not None and len(content) <= MAX_FILE_BYTES and root in target.resolve().parents:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        yield root if kind.strip() == b"tree" else root / path.removeprefix(prefix)


def _normalize(path: str) -> str:
    """Return a path of a repository relative to its root; `./` is relative to the current folder, as for git."""
    if not path.startswith(("./", "../")):
        return path.strip("/")
    prefix = (_git("rev-parse", "--show-prefix") or b"").decode().strip()
    parts: list[str] = []
    for part in PurePosixPath(prefix, path).parts:
        if part == ".." and parts:
            parts.pop()
        elif part not in (".", ".."):
            parts.append(part)
    return "/".join(parts)


def _is_text(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in _TEXT_SUFFIXES


def _git(*arguments: str, folder: Path | None = None) -> bytes | None:
    """Return the output of a git command in a folder (default: the current one), or None if it fails."""
    command = ["git", *arguments]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=_GIT_SECONDS, check=False)  # noqa: S603 - git
    except FileNotFoundError:
        raise UnreadableDocumentError("git is not installed: it is needed to read a file of a revision") from None
    except subprocess.TimeoutExpired:
        raise UnreadableDocumentError(f"git {arguments[0]} did not end within {_GIT_SECONDS} seconds") from None
    return done.stdout if done.returncode == 0 else None
