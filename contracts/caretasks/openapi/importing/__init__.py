"""Import of an OpenAPI document: one or several files of version 3.0 to 3.2 become one document of version 3.1.

`pipeline` runs the steps. `reading` is the one reader of files, `bundling` brings references to other files into the
document, `selection` takes a part of it, `upgrade_30` and `upgrade_32` rewrite versions, `repairs` the constructs that
other tools accept, and `python_names` names operations and keys. Every step records in `changes` what it changed.
Nothing here sends a request, except `reading` to hosts that the user named. Used by `caretasks.openapi.catalog` and the
code generation; may import the modules of `caretasks.openapi` for documents as data.
"""
