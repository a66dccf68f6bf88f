"""Session of the engine: it leaves no hook or check of Schemathesis behind."""

from __future__ import annotations

import gc
import sys
from typing import Any

import pytest
import requests.sessions
from schemathesis import hooks
from schemathesis.checks import CHECKS
from schemathesis.config import GenerationConfig
from schemathesis.core import SCHEMATHESIS_TEST_CASE_HEADER

from caretasks.conformance.cases import CASE_ID_HEADER
from caretasks.conformance.config import Settings
from caretasks.conformance.engine.patches import settings_merged_once
from caretasks.conformance.engine.session import EngineSession
from caretasks.conformance.rules.checker import RuleChecker
from caretasks.conformance.target.model import Target
from tests.bundled_apis import load_api

RULE_CHECKER = RuleChecker(Target(load_api("miramace"), "http://127.0.0.1:1", "", "the-key"))


def registrations() -> tuple[Any, ...]:
    """Return what a session changes in other libraries."""
    dispatcher = hooks.GLOBAL_HOOK_DISPATCHER
    adapter = requests.sessions.HTTPAdapter  # type: ignore[attr-defined]  # not in the type stubs
    hooked = len(dispatcher.get_all_by_name("before_call"))
    return CHECKS.get_all_names(), hooked, adapter, gc.get_freeze_count(), sys.getrecursionlimit()


def test_registers_the_rules_as_checks() -> None:
    with EngineSession(Settings(), RULE_CHECKER):
        assert "mm_21_created_task_is_read_back" in CHECKS.get_all_names()


def test_removes_all_hooks_and_checks_after_an_error() -> None:
    before = registrations()
    with pytest.raises(RuntimeError), EngineSession(Settings(), RULE_CHECKER):
        assert registrations() != before
        raise RuntimeError
    assert registrations() == before


def test_removes_all_hooks_and_checks_if_it_cannot_start(monkeypatch: pytest.MonkeyPatch) -> None:
    before = registrations()
    monkeypatch.setattr("schemathesis.check", lambda check: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        EngineSession(Settings(), RULE_CHECKER).__enter__()
    assert registrations() == before


def test_case_id_is_in_the_header_that_schemathesis_sends() -> None:
    assert CASE_ID_HEADER == SCHEMATHESIS_TEST_CASE_HEADER


def test_multipart_forms_are_the_same_in_each_run() -> None:
    with EngineSession(Settings(), RULE_CHECKER):
        forms = [requests.Request("POST", "http://127.0.0.1:1", files={"file": b"x"}).prepare() for _ in range(2)]
    assert forms[0].body == forms[1].body


def test_settings_of_schemathesis_are_merged_once() -> None:
    configs = [GenerationConfig(max_examples=3), GenerationConfig(max_examples=5)]
    with settings_merged_once():
        merged = GenerationConfig.from_hierarchy(configs)
        assert GenerationConfig.from_hierarchy(configs) is merged
        assert GenerationConfig.from_hierarchy(configs[::-1]) is not merged
    assert GenerationConfig.from_hierarchy(configs) is not merged
    assert merged.max_examples == 3
