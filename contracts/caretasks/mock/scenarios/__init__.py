"""Scripted responses and injected faults: which one a request gets, and whether it is allowed by the spec.

Not in here: how they are sent (`caretasks.mock.middleware.faults`), and the pages and options that set them.
"""
