"""`make diff`: compare the specs and the generated packages with those of a git revision, as Markdown.

With `--changelog`, write the result into the section `Unreleased` of the changelog, under `Changed`.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from caretasks.core.errors import CommandError
from caretasks.diff.api_changes import compare_documents
from caretasks.diff.diff_reports import Comparison, format_markdown
from caretasks.diff.documents import read_documents
from caretasks.diff.surface import compare_packages
from caretasks.diff.touched import add_touched

ROOT = Path(__file__).parents[2]
BEGIN, END = "<!-- begin: changed specs -->", "<!-- end: changed specs -->"
_PATHS = ("specs", "generated/caretasks")


def main(argv: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Print the changes since a revision, or write them; return 0, or 3 if the revision cannot be read."""
    parser = argparse.ArgumentParser(prog="spec_changes", description=__doc__.partition("\n")[0])
    parser.add_argument("revision", metavar="REVISION", help="git revision to compare with, such as a tag or main")
    parser.add_argument("--changelog", type=Path, metavar="FILE", help="write into this changelog, not to stdout")
    options = parser.parse_args(argv)
    try:
        with TemporaryDirectory() as folder:
            _extract(root, options.revision, Path(folder))
            text = "\n".join(iter_reports(Path(folder), root, options.revision))
    except CommandError as error:
        print(f"spec_changes: {error}", file=sys.stderr)
        return error.status
    if options.changelog is None:
        print(text or "No spec and no generated package has changed.")
    else:
        options.changelog.write_text(insert_changes(options.changelog.read_text("utf-8"), text), "utf-8")
    return 0


class RevisionError(CommandError):
    """A git revision cannot be read."""

    status = 3


def _extract(root: Path, revision: str, folder: Path) -> None:
    """Write the specs and the generated packages of a revision into a folder."""
    command = ["git", "-C", str(root), "archive", "--format=tar", "--end-of-options", revision, *_PATHS]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0:
        raise RevisionError(f"git cannot read the specs of the revision {revision!r}: {done.stderr.decode().strip()}")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")


def iter_reports(old: Path, new: Path, revision: str) -> Iterator[str]:
    """Yield the report of each API that has changed between two checkouts."""
    names = [{file.parent.name for file in folder.glob("specs/*/openapi.yaml")} for folder in (old, new)]
    for name in sorted(names[0] | names[1]):
        if name not in names[0] or name not in names[1]:
            yield f"**`{name}`** was {'added' if name in names[1] else 'removed'}.\n"
            continue
        specs = [folder / "specs" / name / "openapi.yaml" for folder in (old, new)]
        documents = read_documents(str(specs[0]), str(specs[1]))
        changes = compare_documents(documents[0].api, documents[1].api)
        packages = [folder / "generated" / "caretasks" / name for folder in (old, new)]
        python = compare_packages(*packages) if all((each / "__init__.py").exists() for each in packages) else []
        if changes or python:
            touched = add_touched(changes, documents[0].api, documents[1].api)
            yield format_markdown(Comparison(f"{name} {revision}", name, touched, (), python))


def insert_changes(changelog: str, text: str) -> str:
    """Return a changelog with the changes between the markers under `Changed` of its first section."""
    block = f"{BEGIN}\n{text.strip()}\n{END}" if text.strip() else ""
    if BEGIN in changelog:
        before, _, rest = changelog.partition(BEGIN)
        return f"{before}{block}{rest.partition(END)[2]}"
    if not block:
        return changelog
    heading, separator, rest = changelog.partition("\n## ")
    section, next_heading, others = rest.partition("\n## ")
    if "\n### Changed\n" in section:
        section = section.replace("\n### Changed\n", f"\n### Changed\n\n{block}\n", 1)
    else:
        section = f"{section.rstrip()}\n\n### Changed\n\n{block}\n"
    return f"{heading}{separator}{section}{next_heading}{others}"


if __name__ == "__main__":
    sys.exit(main())
