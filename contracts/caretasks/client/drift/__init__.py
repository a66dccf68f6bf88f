"""Ready-made hooks that record where responses differ from the spec, for `hooks=` of a client.

    DriftFile(path)      appends to a JSON Lines file, for `caretasks drift report`
    DriftLogger()        logs
    DriftMetrics()       counts with OpenTelemetry (extra `otel`)

    mm = MiraMace(hooks=DriftFile("drift.jsonl"))

`combine_hooks` joins several, and your own hooks. One object may serve any number of clients, threads
and processes. None of them records a value, a header, a URL or a body, and none of them lets a call fail.
"""

from .combination import combine_hooks
from .drift_file import DriftFile
from .drift_logger import DriftLogger
from .drift_metrics import DriftMetrics

__all__ = ("DriftFile", "DriftLogger", "DriftMetrics", "combine_hooks")
