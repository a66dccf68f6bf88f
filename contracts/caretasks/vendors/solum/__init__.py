"""Solum: mock behavior, rules and mutants that the spec alone cannot express."""
