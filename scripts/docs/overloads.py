"""An extension of griffe that documents methods whose stub has overloads only.

A stub file has overloads of a method without an implementation, so that griffe finds no member of that name: methods
with keyword arguments, such as `create_task`, would be missing in the API reference.
"""

from __future__ import annotations

from typing import Any

import griffe


class OverloadedMethods(griffe.Extension):
    """Adds a member for each method of a class that has overloads only."""

    def on_class_members(self, *, cls: griffe.Class, **_: Any) -> None:
        """Add the overload with the docstring as the method."""
        for name, overloads in cls.overloads.items():
            if name not in cls.members and overloads:
                method = next((each for each in overloads if each.docstring), overloads[0])
                method.overloads = overloads
                cls.set_member(name, method)
