"""Recorded traffic: reading and writing HAR files, the cases of a recording, and redaction.

Sends no requests. May import `rules` and `target`.
"""
