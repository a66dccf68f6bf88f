"""A hook that counts drift with OpenTelemetry. Without the extra `otel`, its constructor names it."""

from typing import TYPE_CHECKING

from ..hooks import DriftEvent

if TYPE_CHECKING:
    from opentelemetry.metrics import MeterProvider

COUNTER_NAME = "caretasks.client.drift"


class DriftMetrics:
    """Hooks that count differences in the counter `caretasks.client.drift`.

    Its attributes are `caretasks.api`, `caretasks.operation`, `http.request.method`, `url.template`,
    `http.response.status_code`, and `caretasks.drift.pointer`, `.expected` and `.actual`. All their values are from the
    spec, except the status and the JSON type, so there are few.

    Args:
        meter_provider: creates the counter (default: the global one of OpenTelemetry).

    Raises:
        ModuleNotFoundError: the extra `otel` is not installed.
    """

    def __init__(self, meter_provider: "MeterProvider | None" = None) -> None:
        try:
            from opentelemetry.metrics import get_meter
        except ModuleNotFoundError as error:
            raise ModuleNotFoundError(
                f"DriftMetrics requires the 'otel' extra ({error.name} is not installed): "
                "pip install 'caretasks[otel]'",
                name=error.name,
            ) from None
        meter = get_meter("caretasks", meter_provider=meter_provider)
        self._counter = meter.create_counter(
            COUNTER_NAME, unit="{difference}", description="Locations at which responses differ from the spec"
        )

    def on_drift(self, event: DriftEvent) -> None:
        """Count a difference."""
        self._counter.add(
            1,
            {
                "caretasks.api": event.api,
                "caretasks.operation": event.operation,
                "http.request.method": event.method,
                "url.template": event.path,
                "http.response.status_code": event.status,
                "caretasks.drift.pointer": event.pointer,
                "caretasks.drift.expected": event.expected,
                "caretasks.drift.actual": event.actual,
            },
        )
