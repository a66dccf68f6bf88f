"""`caretasks status`: what is known about each API, from a folder of reports.

`report_folder` reads the reports of `check`, `pages` and `diff`, and drift files. `api_status` is the state of an API,
`status_reports` writes it as text and JSON, and `status_page` as an HTML page. No request is sent.
May import `caretasks.drift`, `caretasks.openapi` and `caretasks.core`.
"""
