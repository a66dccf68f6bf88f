"""Whether a server keeps what its OpenAPI document promises, checked with Schemathesis.

In the order of a run: `settings` is how deep to look, `target` at what (`live` at a server elsewhere, with the values
of `fixtures`), and `configuration` makes the engine do it, with the `examples` of other runs. `courier` stands between
it and a server elsewhere; `accounts` gives it the user's account headers, `own` the user's values in bodies and, with
`telephone`, no number of anybody's. `rules` hold what no schema can say, a module per API, and `ruling` has the engine
check by them.

`runner` drives the engine, and sends what it does not: `authentication` probes keys, `writing` the documented writes,
`limits` requests that only just fit, by the `values` of a schema, and `near_misses` those that only just do not, one
for each of the `misses` that `spoiling` finds, their parameters `styled`. `widened` names words to be tried,
`exemplified` things that a stand-in is to know, and `tuples` has the engine read them. `reader` turns what comes of it
into results, with an `exchange` for each request; `heartbeat` tells how far it is, and what is broken once `noticing`
sees it.

`policy` says what breaks a promise and what is advice, with `fitting` to tell valid requests, their `paths` decoded;
`blame` names the facts that a failure is about, with `suspicion` where one request alone does not tell, and
`exercised` which facts an exchange put to the test, all by the `ledger`. `wording` says what was seen without an
answer's values, and `hiding` masks what is private; `results` sums it up to verdicts and an exit status.

`recording` keeps exchanges as `traffic`, the form of a HAR file; `replay` judges such a file with nothing sent, by
what `meta` says of how its requests came about.

`table`, `document`, `reports` and `annotations` show results, with `curl` for what a reader may repeat and `about` for
the run itself; `progress` shows a run under way; `parallel` does several APIs at once; `check` is the command.

Whatever shows or stores results knows `results` alone, and not Schemathesis.
"""
