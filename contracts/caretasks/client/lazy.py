"""Methods and models of generated clients whose modules are imported when they are first used.

A client may have thousands of modules, and a program uses few of them.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from types import FunctionType, MethodType
from typing import Any


class _LazyMethod:
    """A method that replaces itself by that of another class, whose module is imported when it is first used.

    In the dictionary of its class, where `unittest.mock` looks for it, it has the attributes of that method.
    """

    def __init__(self, owner: type, name: str, module: str, source: str) -> None:
        self._owner = owner
        self._name = name
        self._module = module
        self._source = source

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        function = self._function()
        setattr(self._owner, self._name, function)
        return function if instance is None else MethodType(function, instance)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._function(), name)

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        return self._function()(*arguments, **keywords)

    __class__: Any = FunctionType  # by which `unittest.mock` recognizes a function

    def _function(self) -> FunctionType:
        source: type = getattr(import_module(self._module), self._source)
        function: FunctionType = source.__dict__[self._name]
        function.__module__ = self._owner.__module__
        function.__qualname__ = f"{self._owner.__qualname__}.{self._name}"
        return function


def add_methods(owner: type, package: str, source: str, modules: Mapping[str, str]) -> None:
    """Add methods to a class.

    Args:
        owner: the class.
        package: the full name of the package that contains the modules.
        source: the name of the class in each module that has the method.
        modules: the modules of the methods, by the names of the methods.
    """
    for name, module in modules.items():
        setattr(owner, name, _LazyMethod(owner, name, f"{package}.{module}", source))


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
