"""Tests of the failure database: a run sends the stored failures of another run first."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar, Self

import hypothesis
import pytest

from caretasks.cli import main
from caretasks.conformance.config import Settings
from caretasks.conformance.engine import failure_database
from caretasks.conformance.model import CaseResult
from caretasks.conformance.runner import run_checks
from caretasks.conformance.target.model import in_process_target
from caretasks.core.arguments import Shard
from tests.bundled_apis import load_api
from tests.servers.faulty import MockExchange, with_changed_responses

ROOT = Path(__file__).parents[3]
SETTINGS = Settings(max_examples=30, shard=Shard(2, 2))  # the second shard sends only generated requests


def sent_bodies(settings: Settings, failing_index: int | None = None) -> list[str]:
    """Return the generated bodies of a run against Solum, as hex strings. One of them gets the status 500.

    Args:
        settings: The settings of the run.
        failing_index: Index of the body that gets the status 500.
    """
    bodies: list[str] = []

    def change(exchange: MockExchange) -> None:
        if len(bodies) == failing_index:
            exchange.status = 500
        bodies.append(exchange.request_body.hex())  # it may not be UTF-8

    target = in_process_target(load_api("solum"))
    for item in run_checks(replace(target, server=with_changed_responses(target.app, change)), settings):
        assert isinstance(item, CaseResult), item
    return bodies


def _sent_bodies_in_subprocess(seed: int, database: Path, failing_index: int | None) -> list[str]:
    settings = f"tests.replace(tests.SETTINGS, seed={seed}, database={str(database)!r})"
    program = f"import json, {__name__} as tests; print(json.dumps(tests.sent_bodies({settings}, {failing_index})))"
    command = [sys.executable, "-c", program]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout
    bodies: list[str] = json.loads(output)
    return bodies


@pytest.mark.long
def test_stored_failure_is_sent_first_by_another_process(tmp_path: Path) -> None:
    found = _sent_bodies_in_subprocess(3, tmp_path, 10)[10]
    assert _sent_bodies_in_subprocess(1, tmp_path, 0)[0] == found
    assert (
        sent_bodies(replace(SETTINGS, seed=2, database=str(tmp_path)))[0] == found
    )  # it failed again, so it is still stored


@pytest.mark.long
def test_fixed_failure_is_deleted(tmp_path: Path) -> None:
    settings = replace(SETTINGS, database=str(tmp_path))
    found = sent_bodies(replace(settings, seed=3), 10)[10]
    assert sent_bodies(replace(settings, seed=1))[0] == found
    assert sent_bodies(replace(settings, seed=1))[0] != found


@pytest.mark.slow
def test_database_has_no_responses_and_no_key(tmp_path: Path) -> None:
    keys: list[str] = []

    def fail(exchange: MockExchange) -> None:
        keys.append(exchange.request_headers.get("x-api-key", "none"))
        exchange.status, exchange.json = 500, {"detail": "from the server"}

    target = in_process_target(load_api("solum"))
    list(
        run_checks(
            replace(target, server=with_changed_responses(target.app, fail)), replace(SETTINGS, database=str(tmp_path))
        )
    )
    stored = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert stored
    assert b"from the server" not in stored
    assert all(key.encode() not in stored for key in keys)


@pytest.mark.slow
def test_nothing_is_stored_without_a_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HYPOTHESIS_STORAGE_DIRECTORY", str(tmp_path / "storage"))
    sent_bodies(SETTINGS, 10)
    assert [file.name for file in tmp_path.rglob("examples")] == []


def test_hypothesis_profile_is_restored(tmp_path: Path) -> None:
    before = hypothesis.settings.default
    with failure_database.opened_database(load_api("solum"), Settings(database=str(tmp_path))):
        assert isinstance(hypothesis.settings().database, failure_database.FailureDatabase)
    assert hypothesis.settings.default == before


@pytest.mark.parametrize("command", ["check", "prove"])
def test_invalid_directory_exits_2(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert main([command, "unpod", "--database", str(tmp_path / "file")]) == 2
    assert "cannot create the directory" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["check", "prove"])
def test_unknown_url_scheme_exits_2_and_creates_no_directory(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([command, "unpod", "--database", "foo://:secret@host/x"]) == 2
    error = capsys.readouterr().err
    assert "unknown URL scheme 'foo'; use a directory, or the URL of a Redis server (redis://" in error
    assert "secret" not in error
    assert list(tmp_path.iterdir()) == []


def test_missing_redis_package_exits_2(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)  # as if it were not installed
    assert main(["check", "unpod", "--database", "redis://:secret@127.0.0.1/0"]) == 2
    error = capsys.readouterr().err
    assert "pip install 'hypothesis[redis]'" in error
    assert "secret" not in error


class _FakeRedis:
    """The part of a Redis client that the database uses, with the data in this process."""

    sets: ClassVar[dict[bytes, set[bytes]]] = {}

    def __init__(self) -> None:
        self._results: list[Any] = []

    @classmethod
    def from_url(cls, url: str) -> Self:
        assert url == "redis://127.0.0.1/0"
        return cls()

    def pipeline(self) -> _FakeRedis:
        return _FakeRedis()

    def smembers(self, key: bytes) -> None:
        self._results.append(set(self.sets.get(key, ())))

    def sadd(self, key: bytes, value: bytes) -> None:
        self._results.append(value not in self.sets.setdefault(key, set()))
        self.sets[key].add(value)

    def srem(self, key: bytes, value: bytes) -> None:
        self._results.append(value in self.sets.get(key, ()))
        self.sets.get(key, set()).discard(value)

    def expire(self, key: bytes, after: timedelta) -> None:
        self._results.append(True)

    def publish(self, channel: str, message: str) -> None:
        pass

    def ping(self) -> None:
        pass

    def execute(self) -> list[Any]:
        return self._results


@pytest.mark.slow
def test_redis_server_stores_failures_by_api(monkeypatch: pytest.MonkeyPatch) -> None:
    library = ModuleType("redis")
    vars(library).update(Redis=_FakeRedis, RedisError=Exception)
    monkeypatch.setitem(sys.modules, "redis", library)
    monkeypatch.delitem(sys.modules, "hypothesis.extra.redis", raising=False)
    failure_database.validate_database("redis://127.0.0.1/0")
    found = sent_bodies(replace(SETTINGS, seed=3, database="redis://127.0.0.1/0"), 10)[10]
    assert sent_bodies(replace(SETTINGS, seed=1, database="redis://127.0.0.1/0"))[0] == found
    assert _FakeRedis.sets
    assert all(key.startswith(b"caretasks:solum:") for key in _FakeRedis.sets)
