"""Whether a server keeps what its OpenAPI document promises, checked with Schemathesis.

In the order of a run: `settings` is how deep to look, `target` at what (`live` at a server elsewhere, with the values
of `fixtures`), and `configuration` makes the engine do it. `courier` stands between it and a server elsewhere, and
`accounts` gives it the user's account headers. `rules` hold what no schema can say, a module per API, and `ruling`
has the engine check by them; `authentication` probes keys. `runner` drives the engine and yields what it finds;
`policy` says what of it breaks a promise and what is advice, with `fitting` to tell valid requests; `wording` says it
without an answer's values, and `hiding` without the user's own; `results` sums it up to verdicts and an exit status;
`table` and `document` show them, with `curl` for what a reader may repeat; `parallel` does several APIs at once;
`check` is the command.

Only `accounts`, `authentication`, `configuration`, `fitting`, `ruling`, `runner` and `wording` know Schemathesis.
Whatever shows or stores results knows `results` alone.
"""
