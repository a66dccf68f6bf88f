"""The state that the rules of one run share: created resources, and the keys that rules store."""

from __future__ import annotations

from collections.abc import Hashable

from caretasks.conformance.observation import Observation, ReadFunction
from caretasks.conformance.target.model import Target, iter_values
from caretasks.openapi.operation import responses, security
from caretasks.openapi.operation.requests import documented_path_values, raw_parameters


class RuleChecker:
    """Prepares the requests and responses of a target for the rules of its API."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.memory: set[Hashable] = set()
        # Schemathesis also sends IDs from documented responses, which may exist even if the fixtures name others.
        self._documented_ids = {
            operation.id: {str(value) for value in iter_values(responses.success_examples(operation))}
            for operation in target.api.operations
        }
        self._created_ids: set[str] = set()
        self._existing_ids = {str(value) for value in iter_values(dict(target.user_values))}

    def prepare(self, observation: Observation) -> None:
        """Add what this run knows about a request, and note the IDs of created resources."""
        observation.is_authenticated = self.is_authenticated(observation)
        observation.is_known_resource = self.is_known_resource(observation)
        observation.existing_ids = self._existing_ids
        body = observation.response_body
        if observation.is_success and isinstance(body, dict):
            ids = {str(value) for value in iter_values(body) if isinstance(value, str | int)}
            if observation.operation.is_write:
                self._created_ids |= ids
            else:
                self._existing_ids |= ids

    def allow_reads(self, observation: Observation, send_read: ReadFunction) -> None:
        """Enable the follow-up reads of rules, and share what they store with the rules of other requests."""
        observation.send_read, observation.memory = send_read, self.memory

    def is_authenticated(self, observation: Observation) -> bool:
        """Return whether a request carries the API keys that its operation requires."""
        raw = raw_parameters(observation.parameters, observation.exchange.request)
        return security.is_authenticated(observation.operation, raw, self.target.keys)

    def is_known_resource(self, observation: Observation) -> bool:
        """Return whether all resources that a request names are known to exist."""
        operation = observation.operation
        documented, known_ids = documented_path_values(operation), self._documented_ids[operation.id]
        return bool(observation.has_known_ids) or (
            operation.id not in self.target.incomplete_operations
            and all(
                value in documented.get(name, ()) or value in self._created_ids or value in known_ids
                for name, value in observation.path_parameters.items()
            )
        )
