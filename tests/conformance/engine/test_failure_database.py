"""What broke a promise in one process another one sends first where they share a database; else nothing is kept."""

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
from caretasks.conformance.config import Settings, Shard
from caretasks.conformance.engine import failure_database
from caretasks.conformance.model import CaseResult
from caretasks.conformance.runner import run
from caretasks.conformance.target.model import stand_in
from caretasks.openapi.catalog import Catalogue
from tests.servers.faulty import Answer, changed

ROOT = Path(__file__).parents[3]
SEEKING = Settings(max_examples=30, shard=Shard(2, 2))  # which sends nothing but what is made up


def sent(settings: Settings, failing: int | None = None) -> list[str]:
    """The bodies that are made up for Solum, in turn; the one at that index is answered as no server may answer."""
    bodies: list[str] = []

    def change(answer: Answer) -> None:
        if len(bodies) == failing:
            answer.status = 500
        bodies.append(answer.sent.hex())  # which need not be UTF-8

    target = stand_in(Catalogue().load("solum"))
    for item in run(replace(target, server=changed(target.app, change)), settings):
        assert isinstance(item, CaseResult), item
    return bodies


def _in_a_process(seed: int, database: Path, failing: int | None) -> list[str]:
    settings = f"tests.replace(tests.SEEKING, seed={seed}, database={str(database)!r})"
    program = f"import json, {__name__} as tests; print(json.dumps(tests.sent({settings}, {failing})))"
    command = [sys.executable, "-c", program]
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout
    bodies: list[str] = json.loads(printed)
    return bodies


def test_what_one_process_found_another_one_sends_first(tmp_path: Path) -> None:
    found = _in_a_process(3, tmp_path, 10)[10]
    assert _in_a_process(1, tmp_path, 0)[0] == found
    assert sent(replace(SEEKING, seed=2, database=str(tmp_path)))[0] == found  # it was broken once more, and is kept


def test_what_breaks_nothing_any_more_is_forgotten(tmp_path: Path) -> None:
    seeking = replace(SEEKING, database=str(tmp_path))
    found = sent(replace(seeking, seed=3), 10)[10]
    assert sent(replace(seeking, seed=1))[0] == found
    assert sent(replace(seeking, seed=1))[0] != found


def test_neither_an_answer_nor_the_key_is_kept(tmp_path: Path) -> None:
    keys: list[str] = []

    def fails_and_tells(answer: Answer) -> None:
        keys.append(answer.sent_headers.get("x-api-key", "none"))
        answer.status, answer.json = 500, {"detail": "told by the server"}

    target = stand_in(Catalogue().load("solum"))
    list(run(replace(target, server=changed(target.app, fails_and_tells)), replace(SEEKING, database=str(tmp_path))))
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert kept
    assert b"told by the server" not in kept
    assert all(key.encode() not in kept for key in keys)


def test_nothing_is_kept_unless_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HYPOTHESIS_STORAGE_DIRECTORY", str(tmp_path / "storage"))
    sent(SEEKING, 10)
    assert [file.name for file in tmp_path.rglob("examples")] == []


def test_hypothesis_is_as_it_was_afterwards(tmp_path: Path) -> None:
    before = hypothesis.settings.default
    with failure_database.kept(Catalogue().load("solum"), Settings(database=str(tmp_path))):
        assert isinstance(hypothesis.settings().database, failure_database.Examples)
    assert hypothesis.settings.default == before


@pytest.mark.parametrize("command", ["check", "prove"])
def test_a_folder_that_cannot_be_is_status_2(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert main([command, "unpod", "--database", str(tmp_path / "file")]) == 2
    assert "cannot be made a folder" in capsys.readouterr().err


def test_what_redis_needs_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)  # as if it were not installed
    assert main(["check", "unpod", "--database", "redis://:secret@127.0.0.1/0"]) == 2
    told = capsys.readouterr().err
    assert "pip install 'hypothesis[redis]'" in told
    assert "secret" not in told


class _Redis:
    """As much of a Redis server as the database asks for, in this process."""

    sets: ClassVar[dict[bytes, set[bytes]]] = {}

    def __init__(self) -> None:
        self._answers: list[Any] = []

    @classmethod
    def from_url(cls, url: str) -> Self:
        assert url == "redis://127.0.0.1/0"
        return cls()

    def pipeline(self) -> _Redis:
        return _Redis()

    def smembers(self, key: bytes) -> None:
        self._answers.append(set(self.sets.get(key, ())))

    def sadd(self, key: bytes, value: bytes) -> None:
        self._answers.append(value not in self.sets.setdefault(key, set()))
        self.sets[key].add(value)

    def srem(self, key: bytes, value: bytes) -> None:
        self._answers.append(value in self.sets.get(key, ()))
        self.sets.get(key, set()).discard(value)

    def expire(self, key: bytes, after: timedelta) -> None:
        self._answers.append(True)

    def publish(self, channel: str, message: str) -> None:
        pass

    def ping(self) -> None:
        pass

    def execute(self) -> list[Any]:
        return self._answers


def test_a_redis_server_keeps_them_by_api(monkeypatch: pytest.MonkeyPatch) -> None:
    library = ModuleType("redis")
    vars(library).update(Redis=_Redis, RedisError=Exception)
    monkeypatch.setitem(sys.modules, "redis", library)
    monkeypatch.delitem(sys.modules, "hypothesis.extra.redis", raising=False)
    failure_database.demand("redis://127.0.0.1/0")
    found = sent(replace(SEEKING, seed=3, database="redis://127.0.0.1/0"), 10)[10]
    assert sent(replace(SEEKING, seed=1, database="redis://127.0.0.1/0"))[0] == found
    assert _Redis.sets
    assert all(key.startswith(b"caretasks:solum:") for key in _Redis.sets)
