"""Observations for the rules of one run, and the state that they share."""

from __future__ import annotations

from collections.abc import Hashable

from caretasks.conformance.cases import SentCase
from caretasks.conformance.rules.observation import Observation, ReadFunction
from caretasks.conformance.target.fixtures import iter_values
from caretasks.conformance.target.model import Target
from caretasks.openapi.operation import responses
from caretasks.openapi.operation.parameters import documented_path_values


class RuleChecker:
    """Makes observations of requests and their responses, and keeps the state that the rules of a run share.

    Args:
        target: The target.
    """

    def __init__(self, target: Target) -> None:
        self.target = target
        self.memory: set[Hashable] = set()
        # Schemathesis also sends IDs from documented responses, which may exist even if the fixtures name others.
        self._documented_ids = {
            operation.id: {str(value) for value in iter_values(responses.success_examples(operation))}
            for operation in target.api.operations
        }
        self._created_ids: set[str] = set()

    def observe(self, case: SentCase, send_read: ReadFunction) -> Observation:
        """Return the observation of a case, and note the IDs of created resources."""
        sent_headers = case.exchange.request.header_values.keys()
        has_required_headers = all(
            parameter.name.lower() in sent_headers
            for parameter in case.operation.parameters
            if parameter.location == "header" and parameter.required
        )
        observation = Observation(
            case=case,
            is_valid_request=case.is_valid and self.is_authenticated(case) and has_required_headers,
            is_known_resource=self.is_known_resource(case),
            send_read=send_read,
            memory=self.memory,
        )
        body = observation.response_body
        if case.operation.is_write and observation.is_success and isinstance(body, dict):
            self._created_ids.update(str(value) for value in body.values() if isinstance(value, str | int))
        return observation

    def is_authenticated(self, case: SentCase) -> bool:
        """Return whether a request carries the API key."""
        key_headers = self.target.credentials_for(case.operation)["header"]
        return all(case.exchange.request.header(name) == value for name, value in key_headers.items())

    def is_known_resource(self, case: SentCase) -> bool:
        """Return whether all resources that a request names are known to exist."""
        documented, known_ids = documented_path_values(case.operation), self._documented_ids[case.operation.id]
        is_complete = case.operation.id not in self.target.incomplete_operations
        return bool(case.has_known_ids) or (
            is_complete
            and all(
                value in documented.get(name, ()) or value in self._created_ids or value in known_ids
                for name, value in case.path_parameters.items()
            )
        )
