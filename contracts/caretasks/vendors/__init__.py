"""Everything that is specific to one vendor, in a package per API: `mock.py`, `rules.py` and `mutants.py`.

The packages above load these modules by the name of the API. Nothing imports them directly.
"""
