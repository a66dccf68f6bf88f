"""From one OpenAPI document to one Python package; `regenerate` does it for all and swaps the result in."""
