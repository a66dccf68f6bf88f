"""The transport of requests: the httpx client that sends them, and the errors of those that have no response.

It knows nothing of responses, and nothing of retries but which errors mean that no connection was made.
"""
