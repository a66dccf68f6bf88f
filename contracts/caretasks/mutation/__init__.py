"""`caretasks prove`: mutation testing of the contract suite.

A mutant is a mock server with exactly one fault, derived from a spec or a vendor rule. The suite has to detect every
mutant, and must not report a conforming variant. The modules here define mutants and run them, `mutators` derives them,
and `reports` writes the results. Mutants wrap the mock server: neither the mock servers nor the suite know of them.
May import everything but the command line and `caretasks.vendors`.
"""
