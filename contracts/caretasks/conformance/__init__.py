"""Whether a server keeps what its OpenAPI document promises, checked with Schemathesis.

In the order of a run: `settings` is how deep to look, `target` at what, and `configuration` makes the engine do it;
`rules` hold what no schema can say, a module per API, and `ruling` has the engine check by them; `runner` drives the
engine and yields what it finds; `policy` says what of it breaks a promise and what is advice, with `fitting` to tell
valid requests; `wording` says it without an answer's values; `results` sums it up to verdicts and an exit status;
`table` shows them, with `curl` for what a reader may repeat; `parallel` does several APIs at once; `check` is the
command.

Only `configuration`, `fitting`, `ruling`, `runner` and `wording` know Schemathesis. Whatever shows or stores results
knows `results` alone.
"""
