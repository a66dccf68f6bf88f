"""`caretasks record` and `RecordingTransport`: recordings of a program's own requests, for `caretasks check --har`.

    client = httpx.Client(transport=RecordingTransport("session.har"))

`har_recorder` redacts each request with its response and writes them to a HAR file. `recording_transport` does so in a
program, and `reverse_proxy` in front of one, which `command` starts. No request is sent that the program did not send.
May import `caretasks.conformance`, `caretasks.openapi` and `caretasks.core`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from caretasks.record.recording_transport import RecordingTransport

__all__ = ("RecordingTransport",)


def __getattr__(name: str) -> Any:
    """Return `RecordingTransport` when it is first used: the command line imports this package without its extras."""
    if name == "RecordingTransport":
        try:
            from caretasks.record import recording_transport
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] == "caretasks":
                raise
            raise ModuleNotFoundError(
                f"RecordingTransport requires the 'contracts' extra ({error.name} is not installed): "
                "pip install 'caretasks[contracts]'",
                name=error.name,
            ) from None
        return recording_transport.RecordingTransport
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
