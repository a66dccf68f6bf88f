"""From one OpenAPI document to one Python package; `scripts/regenerate.py` does it for all and swaps the result in."""
