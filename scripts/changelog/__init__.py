"""The part of the changelog that is about changed specs: `spec_changes` writes it. May import every package."""
