"""Methods that send several requests: iterators over the pages of a list, and waits for a final status; and webhooks.

Each of the methods has a state without I/O, which the sync and the async client share. `caretasks.client.base_client`
sends the requests. The parser of webhooks, with which a vendor says that a task has ended, sends none.
"""
