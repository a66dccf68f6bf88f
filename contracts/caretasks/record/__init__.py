"""`caretasks record` and `RecordingTransport`: recordings of a program's own requests, for `caretasks check --har`.

    client = httpx.Client(transport=RecordingTransport("session.har"))

`har_recorder` redacts each request with its response and writes them to a HAR file. `recording_transport` does so in a
program, and `reverse_proxy` in front of one, which `command` starts. No request is sent that the program did not send.
May import `caretasks.conformance`, `caretasks.openapi` and `caretasks.core`.
"""

from caretasks.record.recording_transport import RecordingTransport

__all__ = ("RecordingTransport",)
