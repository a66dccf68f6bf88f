"""The transport of requests: httpx clients, attempts, retries, and the body of a response up to its limit.

It sends requests and reports what became of them; it does not parse responses (`client.responses`).
"""
