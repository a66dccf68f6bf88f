"""What is kept, and where: in memory as long as the process lasts, in a file longer, and never in a file of another."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from caretasks.mock.resources.store import Key, MemoryStore, Record, SqliteStore, Store, StoreError
from tests.mock.mock_servers import Start

KEY = Key("solum", "/paths/x/get", "{}")
BODY = {
    "task_type": "CUSTOM_TASK",
    "task": "Ask for the opening hours",
    "phone_number": "+12025550123",
    "project_id": "00000000-0000-4000-8000-000000000001",
    "patient_id": "00000000-0000-4000-8000-000000000002",
}
HEADERS = {"Authorization": "Bearer any"}


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "tasks.db")
    yield made
    made.close()


def test_what_is_put_is_got(store: Store) -> None:
    assert store.get(KEY) is None
    for record in (Record(b"{}", 12.5, 2**61), Record(None), Record('{"a": "\u00e9"}'.encode())):
        store.put(KEY, record)
        assert store.get(KEY) == record


def test_what_is_added_gives_way_to_what_is_there_or_was(store: Store) -> None:
    store.add(KEY, Record(b"1"))
    store.add(KEY, Record(b"2"))
    assert store.get(KEY) == Record(b"1")
    store.put(KEY, Record(None))
    store.add(KEY, Record(b"3"))
    assert store.get(KEY) == Record(None)


def test_all_that_an_operation_reads_comes_in_the_order_in_which_it_was_first_put(store: Store) -> None:
    for path in ("b", "c", "a"):
        store.put(KEY._replace(path=path), Record(path.encode()))
    store.put(KEY._replace(operation="/paths/y/get"), Record(b"of another operation"))
    store.put(KEY._replace(path="b"), Record(b"changed"))
    assert list(store.all(KEY.api, KEY.operation)) == [
        ("b", Record(b"changed")),
        ("c", Record(b"c")),
        ("a", Record(b"a")),
    ]


def test_only_what_is_of_the_api_is_cleared(store: Store) -> None:
    other = KEY._replace(api="unpod")
    store.put(KEY, Record(b"1"))
    store.put(other, Record(b"2"))
    store.clear(KEY.api)
    assert (store.get(KEY), store.get(other)) == (None, Record(b"2"))
    assert list(store.all(KEY.api, KEY.operation)) == []


def test_no_number_is_given_twice(store: Store) -> None:
    assert [store.next() for _ in range(5)] == [1, 2, 3, 4, 5]


def test_a_file_is_shared(tmp_path: Path) -> None:
    one, other = SqliteStore(tmp_path / "tasks.db"), SqliteStore(tmp_path / "tasks.db")
    with one.writing():
        one.put(KEY, Record(b"1"))
    assert other.get(KEY) == Record(b"1")
    assert [one.next(), other.next(), one.next()] == [1, 2, 3]
    one.close()
    other.close()


def test_a_request_that_fails_leaves_nothing_in_a_file(tmp_path: Path) -> None:
    kept = SqliteStore(tmp_path / "tasks.db")
    with pytest.raises(ZeroDivisionError), kept.writing():
        kept.put(KEY, Record(b"1"))
        raise ZeroDivisionError
    assert kept.get(KEY) is None
    kept.close()


def test_what_was_answered_survives_kill(start: Start, tmp_path: Path) -> None:
    db = ("miramace", "--db", str(tmp_path / "tasks.db"))
    with start(*db, apis=1) as running:
        created = httpx.post(f"{running.urls['miramace']}/v1/task", json=BODY, headers=HEADERS).raise_for_status()
        running.process.send_signal(signal.SIGKILL)
    with start(*db, apis=1) as running:
        url = f"{running.urls['miramace']}/v1/task/{created.json()['id']}"
        assert httpx.get(url, headers=HEADERS).raise_for_status().json()["task"] == BODY["task"]


def test_two_processes_share_a_file_from_its_beginning(start: Start, tmp_path: Path) -> None:
    db = ("miramace", "--db", str(tmp_path / "tasks.db"))
    with start(*db, apis=1) as one, start(*db, apis=1) as other:
        ids = [
            httpx.post(f"{running.urls['miramace']}/v1/task", json=BODY, headers=HEADERS).json()["id"]
            for running in (one, other) * 5
        ]
        for running in (one, other):
            url = running.urls["miramace"]
            assert [httpx.get(f"{url}/v1/task/{i}", headers=HEADERS).status_code for i in ids] == [200] * 10


def foreign(folder: Path) -> Path:
    path = folder / "foreign.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    return path


def text(folder: Path) -> Path:
    path = folder / "notes.txt"
    path.write_text("not a database, and worth keeping\n" * 10)
    return path


def damaged(folder: Path) -> Path:
    path = folder / "damaged.db"
    kept = SqliteStore(path)
    with kept.writing():
        for number in range(500):
            kept.put(Key("solum", "/x", str(number)), Record(b"x" * 100))
    kept.close()
    content = bytearray(path.read_bytes())
    content[4096:12288] = b"\xff" * 8192
    path.write_bytes(content)
    return path


def newer(folder: Path) -> Path:
    path = folder / "newer.db"
    SqliteStore(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 1000000")
    connection.close()
    return path


@pytest.mark.parametrize("make", [foreign, text, damaged, newer])
def test_a_file_that_is_not_to_be_used_is_refused_and_left_as_it_was(make: object, tmp_path: Path) -> None:
    assert callable(make)
    path: Path = make(tmp_path)
    before = path.read_bytes()
    command = [sys.executable, "-m", "caretasks.cli", "mock", "--port", "0", "--db", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    assert path.name in done.stderr
    assert "Traceback" not in done.stderr
    assert path.read_bytes() == before


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no folder"):
        SqliteStore(tmp_path / "no" / "tasks.db")


def test_a_file_that_another_program_keeps_to_itself_is_a_503_and_no_end(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "tasks.db"
    with start("miramace", "--quiet", "--db", str(path), apis=1) as running:
        with httpx.Client(base_url=running.urls["miramace"], headers=HEADERS, timeout=60) as client:
            other = sqlite3.connect(path, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            assert client.post("/v1/task", json=BODY).status_code == 503
            assert client.delete(f"{running.urls['miramace']}/_state").status_code == 503
            other.execute("ROLLBACK")
            other.close()
            assert client.post("/v1/task", json=BODY).status_code == 201
        running.process.terminate()
        said = running.process.communicate(timeout=60)[1]
    assert said.count("tasks.db cannot be used: database is locked") == 2
    assert "Traceback" not in said


@pytest.mark.parametrize("name", ["", ":memory:"])
def test_what_is_no_file_is_refused(name: str) -> None:
    command = [sys.executable, "-m", "caretasks.cli", "mock", "--port", "0", "--db", name]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert "name a file" in done.stderr
