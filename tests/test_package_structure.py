"""Limits on the structure of the code: no import cycles, a maximum size of directories and modules."""

from __future__ import annotations

from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]
MAX_MODULES_PER_DIRECTORY = 12
MAX_CODE_LINES = 400
MAX_TEST_LINES = 700


def python_files(*directories: str) -> list[Path]:
    return sorted(file for directory in directories for file in (ROOT / directory).rglob("*.py"))


def test_imports_have_no_cycle() -> None:
    graph = grimp.build_graph("caretasks", "scripts", cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    TopologicalSorter(imports).prepare()  # raises a CycleError that names the modules of a cycle


@pytest.mark.parametrize("directory", ["contracts/caretasks", "scripts"])
def test_no_directory_has_more_than_a_dozen_modules(directory: str) -> None:
    counts = Counter(file.parent for file in python_files(directory) if file.name != "__init__.py")
    assert not {str(folder.relative_to(ROOT)): n for folder, n in counts.items() if n > MAX_MODULES_PER_DIRECTORY}


@pytest.mark.parametrize(
    ("directories", "limit"), [(("contracts", "scripts"), MAX_CODE_LINES), (("tests",), MAX_TEST_LINES)]
)
def test_no_module_is_longer_than_the_limit(directories: tuple[str, ...], limit: int) -> None:
    lengths = {
        str(file.relative_to(ROOT)): len(file.read_text("utf-8").splitlines()) for file in python_files(*directories)
    }
    assert not {file: lines for file, lines in lengths.items() if lines > limit}


def test_every_package_has_a_docstring() -> None:
    packages = {file.parent for file in python_files("contracts/caretasks")} - {ROOT / "contracts" / "caretasks"}
    without = [
        folder for folder in packages if not (folder / "__init__.py").read_text("utf-8").lstrip().startswith('"""')
    ]
    assert not without
