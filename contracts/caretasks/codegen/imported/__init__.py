"""Generation from a document of a vendor: `caretasks generate` and `make new-api`.

`config` defines the arguments without the packages of the extra, `command` is `caretasks generate`, `new_api` is
`make new-api`, and `placement` puts the results in their folders at the end, all or none.
"""
