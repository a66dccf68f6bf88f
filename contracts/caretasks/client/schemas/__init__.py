"""The runtime of the pydantic models in `caretasks.<api>.schemas`; it requires the extra `schemas`.

The clients themselves do not use it: their models are those in `caretasks.<api>.models`.
"""

from importlib import import_module


def require_extra(module: str) -> None:
    """Check that the extra `schemas` is installed.

    Args:
        module: the module that requires it.

    Raises:
        ModuleNotFoundError: it is not. The message says how to install it.
    """
    for package in ("pydantic", "jsonschema_rs"):
        try:
            import_module(package)
        except ModuleNotFoundError as error:
            raise ModuleNotFoundError(
                f"{module} requires the 'schemas' extra ({error.name} is not installed): "
                "pip install 'caretasks[schemas]'",
                name=error.name,
            ) from None
