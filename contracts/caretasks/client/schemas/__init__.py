"""What the pydantic models in `caretasks.<api>.schemas` are made of; it requires the extra `schemas`.

The clients themselves do not use it: their models are those in `caretasks.<api>.models`.
"""
