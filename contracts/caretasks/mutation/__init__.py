"""`caretasks prove`: mutation testing of the contract suite.

A mutant is a mock server with exactly one violation, derived from a spec or a vendor rule. The suite must detect every
mutant, and must not report a conforming variant. The modules here define mutants and run them, `mutators` derives them,
and `reports` writes the results. Mutants wrap the mock server; the mock server and the suite contain no code for them.
May import everything except the command line and `caretasks.vendors`.
"""
