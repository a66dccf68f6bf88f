"""The result of a response: the value that a method returns or the error that it raises, its headers, and streams.

`parsing` is for responses that were received whole. `streams` are iterators over events and lines that arrive one by
one. `headers` has the documented types of headers, and `error_summary` the text of errors.
"""
