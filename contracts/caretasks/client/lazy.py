"""Modules of generated clients that are imported when they are first used.

A client may have thousands of modules, and a program uses few of them.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


class LazyModule:
    """A module that is imported when one of its attributes is first read.

    Args:
        name: the full name of the module.
    """

    def __init__(self, name: str) -> None:
        self.__name__ = name

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(import_module(self.__name__), attribute)
        setattr(self, attribute, value)
        return value


def lazy_attributes(package: str, modules: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return the functions `__getattr__` and `__dir__` of a package whose names are defined in its modules.

    Args:
        package: the full name of the package.
        modules: the module of each name, relative to the package. One that is the name itself is the module.
    """

    def get(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module = import_module(f"{package}.{modules[name]}")
        value = module if modules[name] == name else getattr(module, name)
        setattr(import_module(package), name, value)
        return value

    return get, lambda: sorted(modules)
