"""The mutators: they derive mutants from a spec and from vendor rules, one family per module.

Responses, requests that are accepted or rejected wrongly, credentials, rules, and conforming variants. Running the
mutants is the job of `mutation`.
"""
