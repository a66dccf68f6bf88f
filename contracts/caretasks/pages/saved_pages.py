"""Saved pages: those of `--from`, and the copies of `--save` with what is needed to ask whether they have changed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from caretasks.core.errors import UsageError
from caretasks.core.files import require_writable, write_file
from caretasks.pages.evidence import DocumentedPage
from caretasks.pages.fact_states import ReadPage
from caretasks.pages.reduction import MAX_PAGE_BYTES, UnreadablePageError, reduce_page, too_large

INDEX = "pages.json"
_HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})


@dataclass(frozen=True)
class SavedCopy:
    """A page in a folder, as the index describes it.

    Attributes:
        file: The name of the file.
        media_type: Its media type without parameters.
        charset: Its character encoding.
        etag: The `ETag` of the response, or an empty string.
        last_modified: The `Last-Modified` of the response, or an empty string.
        read: When the server sent or confirmed it.
    """

    file: str
    media_type: str = ""
    charset: str = "utf-8"
    etag: str = ""
    last_modified: str = ""
    read: str = ""


class PageFolder:
    """A folder of saved pages with an index.

    Raises:
        UsageError: It is not a folder, or `create` is set and it cannot be written.
    """

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        if create:
            if _is_inside_repository(path):
                raise UsageError(f"--save {path} is in a git repository: pages of a vendor do not belong there")
            try:
                path.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise UsageError(f"--save {path} cannot be created: {error.strerror}") from None
            require_writable(path, f"--save {path}")
        elif not path.is_dir():
            raise UsageError(f"--from {path} {'is not a folder' if path.exists() else 'does not exist'}")
        self._copies = _read_index(path / INDEX)

    def read(self, api: str, page: DocumentedPage) -> ReadPage:
        """Return the saved copy of a page; without a text if there is none."""
        copy = self._copies.get(page.fetch)
        file = self._find(api, page, copy)
        if file is None:
            return ReadPage(page, None)
        try:
            text = self.reduce(copy if copy and copy.file == file.name else SavedCopy(file.name))
            read = datetime.fromisoformat(copy.read) if copy and copy.read else None
            return ReadPage(page, text, read=read or datetime.fromtimestamp(file.stat().st_mtime, UTC))
        except UnreadablePageError as error:
            return ReadPage(page, None, str(error))
        except OSError as error:
            return ReadPage(page, None, f"{file} cannot be read: {error.strerror}")

    def reduce(self, copy: SavedCopy) -> str:
        """Return the text of a saved copy; see `reduce_page` for the errors."""
        file = self.path / copy.file
        if file.stat().st_size > MAX_PAGE_BYTES:
            raise UnreadablePageError(too_large())
        media_type = copy.media_type or ("text/html" if file.suffix.lower() in _HTML_SUFFIXES else "")
        return reduce_page(file.read_bytes(), media_type, copy.charset)

    def copy_of(self, page: DocumentedPage) -> SavedCopy | None:
        """Return the copy of a page that was saved before, if its file still exists."""
        copy = self._copies.get(page.fetch)
        return copy if copy and (self.path / copy.file).is_file() else None

    def save(self, page: DocumentedPage, copy: SavedCopy, content: bytes | None) -> None:
        """Write a page, if it has changed, and the index."""
        if content is not None:
            (self.path / copy.file).write_bytes(content)
        self._copies[page.fetch] = copy
        data = {url: vars(each) for url, each in sorted(self._copies.items())}
        write_file(self.path / INDEX, lambda file: file.write(json.dumps(data, indent=2) + "\n"))

    def _find(self, api: str, page: DocumentedPage, copy: SavedCopy | None) -> Path | None:
        if copy and (self.path / copy.file).is_file():
            return self.path / copy.file
        names = {f"{api}-{page.name}", file_stem(api, page)}
        found = [file for file in sorted(self.path.iterdir()) if file.stem in names and file.is_file()]
        return found[0] if found else None


def file_stem(api: str, page: DocumentedPage) -> str:
    """Return the name of the file of a page, without its suffix."""
    return re.sub(r"[^\w.-]+", "-", f"{api}-{page.name}")


def _is_inside_repository(path: Path) -> bool:
    resolved = path.resolve()
    return any((parent / ".git").exists() for parent in (resolved, *resolved.parents))


def _read_index(file: Path) -> dict[str, SavedCopy]:
    try:
        data: Any = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    copies = {}
    for url, entry in data.items() if isinstance(data, dict) else ():
        entries = entry.items() if isinstance(entry, dict) else ()
        fields = {key: value for key, value in entries if isinstance(value, str)}
        name = fields.get("file", "")
        if name and Path(name).name == name and fields.keys() <= SavedCopy.__dataclass_fields__.keys():
            copies[url] = SavedCopy(**fields)
    return copies
