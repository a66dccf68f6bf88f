"""Evidence that a rejection of valid requests is a fault of the server: a single feature that it rejects."""
