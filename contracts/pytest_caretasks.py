"""The pytest plugin, by the name under which pytest loads it; see `caretasks.mock.pytest_plugin`.

It is a top-level module because of `caretasks/__main__.py`: pytest marks the modules of a package that has a plugin for
rewriting. If all of them are in a namespace package, it mistakes that file for the program that is running, and warns
that it cannot be rewritten.
"""

pytest_plugins = ("caretasks.mock.pytest_plugin",)
