"""`caretasks pages`: whether the facts about an API are still on the pages of its vendor, and what is new there.

`evidence` is what facts files say about pages. `fetching` and `saved_pages` get the pages, and `reduction` turns HTML
into Markdown. `items` splits a page into rows, fields and nodes. `matching` finds the evidence of facts in them, and
`additions` what a page has besides. `fact_states` finds the state of each fact. `published_spec` compares a spec with
the document of its vendor, and `page_reports` writes the results. May import
`caretasks.diff`, `caretasks.openapi` and `caretasks.core`.
"""
