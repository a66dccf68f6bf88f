"""The mutators, one family per module: responses, requests, credentials, rules, and conforming variants.

A mutator derives mutants from a spec. How a mutant is injected and run is in `mutation`.
"""
