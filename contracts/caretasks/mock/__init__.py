"""Stand-in servers: what an OpenAPI document says of a server, served over HTTP, so that nothing real has to be called.

`app.build_app` makes the application of its layers, `server.serve` puts it on a port. Pages, controls, the log and
faults stand around `engine`, where a request goes in this order:

    routing -> authentication -> rate_limit -> parameters, bodies -> prefer -> magic
        -> reading, lists, creation or changing (with `state`) -> behaviours

Whatever refuses a request raises `errors.RefusedError`, and `errors` words it as the document says. No vendor is named
in any of these; what a document cannot say of one stands in `behaviours/<api>.py`.
"""
