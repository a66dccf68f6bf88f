"""Methods of clients, which are in modules that are imported when the methods are first used."""

from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

import pytest

from caretasks.client.lazy import add_methods
from caretasks.openapi.document import Api
from tests.bundled_apis import load_bundled_apis

GENERATED = Path(__file__).parents[2] / "generated" / "caretasks"
APIS = load_bundled_apis()


@pytest.fixture
def client() -> Iterator[Any]:
    """Return a class with the method `greet`, which is in the module `lazy_methods.greeting`."""

    class Methods:
        def greet(self, name: str) -> str:
            """Greet someone."""
            return f"{type(self).__name__} greets {name}"

    class Client:
        pass

    module = ModuleType("lazy_methods.greeting")
    module.Methods = Methods  # type: ignore[attr-defined]
    with mock.patch.dict(sys.modules, {"lazy_methods": ModuleType("lazy_methods"), "lazy_methods.greeting": module}):
        add_methods(Client, "lazy_methods", "Methods", {"greet": "greeting"})
        yield Client


def test_a_lazy_method_is_called_with_its_client(client: Any) -> None:
    assert [client().greet("Robin"), client.greet(client(), "Robin")] == ["Client greets Robin"] * 2


def test_a_lazy_method_is_named_after_its_class(client: Any) -> None:
    assert client.greet.__qualname__ == f"{client.__qualname__}.greet"
    assert (client.greet.__module__, client.greet.__doc__) == (__name__, "Greet someone.")


def test_a_subclass_can_extend_a_lazy_method(client: Any) -> None:
    class Polite(client):  # type: ignore[misc]
        def greet(self, name: str) -> str:
            return f"{super().greet(name)} politely"

    assert Polite().greet("Robin") == "Polite greets Robin politely"


def test_a_lazy_method_can_be_patched_before_its_first_use(client: Any) -> None:
    with mock.patch.object(client, "greet", autospec=True, return_value="patched"):
        assert client().greet("Robin") == "patched"
        with pytest.raises(TypeError, match="missing a required argument: 'name'"):
            client().greet()
    assert client().greet("Robin") == "Client greets Robin"


def test_a_lazy_method_of_a_missing_module_names_the_module(client: Any) -> None:
    add_methods(client, "lazy_methods", "Methods", {"leave": "leaving"})
    with pytest.raises(ModuleNotFoundError, match=r"lazy_methods\.leaving"):
        client().leave()


@pytest.mark.slow
@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_import_of_a_client_imports_no_model_and_few_operations(api: Api) -> None:
    code = (
        f"import sys; from caretasks.{api.name} import {api.client_class}, Async{api.client_class}\n"
        f"print(*(name for name in sys.modules if name.startswith('caretasks.{api.name}.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    operations = [name for name in done.stdout.split() if name.count(".") == 4]
    # An operation that reports errors with a 2xx status is known before its first call.
    errors = [each for each in api.operations if any(r.data.get("x-error") for r in each.responses.values())]
    assert len(operations) <= len(errors) < len(api.operations)


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_the_stub_declares_the_methods_of_a_client(api: Api) -> None:
    client = importlib.import_module(f"caretasks.{api.name}.client")
    stub = ast.parse((GENERATED / api.name / "client.pyi").read_text("utf-8"))
    classes = [node for node in stub.body if isinstance(node, ast.ClassDef)]
    assert len(classes) == 4
    for class_ in classes:
        found = getattr(client, class_.name)
        declared = [node for node in class_.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        assert {node.name for node in declared} == {
            name for name in vars(found) if inspect.isroutine(getattr(found, name)) or name == "with_raw_response"
        }
        for node in declared:
            is_overload = bool(node.decorator_list)
            arguments = [each.arg for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
            if not is_overload:
                assert arguments == list(inspect.signature(getattr(found, node.name)).parameters), node.name
                assert isinstance(node, ast.AsyncFunctionDef) == inspect.iscoroutinefunction(getattr(found, node.name))
