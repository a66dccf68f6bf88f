"""Shows that the contract suite would notice: every fault that a document implies, one at a time, at a stand-in.

    faults.py      what a fault is
    deriving.py    every fault of an API: of its answers (answers.py), of its requests (accepting.py, refusing.py, by
                   requests.py), of its rules (behaviours/); conformance/misses.py and spoiling.py know what a schema
                   forbids
    exchange.py    the one wrapper around a stand-in by which all are injected
    bench.py       the suite against a stand-in with one fault, until it notices
    variations.py  what is harmless, so that nothing may be said of it
    stock.py       what the engine notices by itself
    working.py     many of them at once; notebook.py keeps what was found
    prove.py       the command; table.py, report.py show what it found (results.py), joining.py reads reports back

There is no fault in the stand-in itself, and no knowledge of proving in the suite.
"""
