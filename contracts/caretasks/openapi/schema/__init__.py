"""JSON Schema: validate values, read keywords, walk locations, and make values.

Values are minimal, sampled, realistic, boundary or invalid. Which parts of a value are sensitive is decided here, too.
What belongs to a request or response as a whole is in `openapi.operation`.
"""
