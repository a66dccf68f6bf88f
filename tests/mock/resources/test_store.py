"""The stores: in memory, and in a SQLite file, which processes can share and which survives a crash."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import httpx
import pytest

from caretasks.mock.resources.store import Record, ResourceKey, SqliteStore, Store, StoreError
from tests.mock.mock_servers import RunMockCommand, StartMock

KEY = ResourceKey("solum", "/paths/x/get", "{}")
BODY = {
    "task_type": "CUSTOM_TASK",
    "task": "Confirm the opening hours",
    "phone_number": "+12025550123",
    "project_id": "00000000-0000-4000-8000-000000000001",
    "patient_id": "00000000-0000-4000-8000-000000000002",
}
HEADERS = {"Authorization": "Bearer any"}


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    store: Store = Store() if request.param == "memory" else SqliteStore(tmp_path / "tasks.db")
    yield store
    store.close()


def test_get_returns_the_saved_record(store: Store) -> None:
    assert store.get(KEY) is None
    for record in (Record(b"{}", 12.5, 2**61), Record(None), Record('{"a": "\u00e9"}'.encode())):
        store.save(KEY, record)
        assert store.get(KEY) == record


def test_add_keeps_an_existing_or_removed_record(store: Store) -> None:
    store.add(KEY, Record(b"1"))
    store.add(KEY, Record(b"2"))
    assert store.get(KEY) == Record(b"1")
    store.save(KEY, Record(None))
    store.add(KEY, Record(b"3"))
    assert store.get(KEY) == Record(None)


def test_records_of_an_operation_are_in_order_of_creation(store: Store) -> None:
    for path in ("b", "c", "a"):
        store.save(KEY._replace(path=path), Record(path.encode()))
    store.save(KEY._replace(operation="/paths/y/get"), Record(b"other operation"))
    store.save(KEY._replace(path="b"), Record(b"changed"))
    assert list(store.iter_records(KEY.api, KEY.operation)) == [
        ("b", Record(b"changed")),
        ("c", Record(b"c")),
        ("a", Record(b"a")),
    ]


def test_clear_deletes_only_the_records_of_the_api(store: Store) -> None:
    other = KEY._replace(api="unpod")
    store.save(KEY, Record(b"1"))
    store.save(other, Record(b"2"))
    store.clear(KEY.api)
    assert (store.get(KEY), store.get(other)) == (None, Record(b"2"))
    assert list(store.iter_records(KEY.api, KEY.operation)) == []


def test_numbers_are_unique(store: Store) -> None:
    assert [store.next_number() for _ in range(5)] == [1, 2, 3, 4, 5]


def test_two_stores_share_a_file(tmp_path: Path) -> None:
    one, other = SqliteStore(tmp_path / "tasks.db"), SqliteStore(tmp_path / "tasks.db")
    with one.transaction():
        one.save(KEY, Record(b"1"))
    assert other.get(KEY) == Record(b"1")
    assert [one.next_number(), other.next_number(), one.next_number()] == [1, 2, 3]
    one.close()
    other.close()


def test_failed_transaction_leaves_the_file_unchanged(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "tasks.db")
    with pytest.raises(ZeroDivisionError), store.transaction():
        store.save(KEY, Record(b"1"))
        raise ZeroDivisionError
    assert store.get(KEY) is None
    store.close()


@pytest.mark.slow
def test_created_task_survives_sigkill(start_mock: StartMock, tmp_path: Path) -> None:
    db = ("miramace", "--db", str(tmp_path / "tasks.db"))
    with start_mock(*db, apis=1) as running:
        created = httpx.post(f"{running.urls['miramace']}/v1/task", json=BODY, headers=HEADERS).raise_for_status()
        running.process.send_signal(signal.SIGKILL)
    with start_mock(*db, apis=1) as running:
        url = f"{running.urls['miramace']}/v1/task/{created.json()['id']}"
        assert httpx.get(url, headers=HEADERS).raise_for_status().json()["task"] == BODY["task"]


@pytest.mark.slow
def test_two_processes_can_share_a_new_file(start_mock: StartMock, tmp_path: Path) -> None:
    db = ("miramace", "--db", str(tmp_path / "tasks.db"))
    with start_mock(*db, apis=1) as one, start_mock(*db, apis=1) as other:
        ids = [
            httpx.post(f"{running.urls['miramace']}/v1/task", json=BODY, headers=HEADERS).json()["id"]
            for running in (one, other) * 5
        ]
        for running in (one, other):
            url = running.urls["miramace"]
            assert [httpx.get(f"{url}/v1/task/{i}", headers=HEADERS).status_code for i in ids] == [200] * 10


def other_database(folder: Path) -> Path:
    path = folder / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    return path


def text_file(folder: Path) -> Path:
    path = folder / "notes.txt"
    path.write_text("not a database\n" * 10)
    return path


def damaged_file(folder: Path) -> Path:
    path = folder / "damaged.db"
    store = SqliteStore(path)
    with store.transaction():
        for number in range(500):
            store.save(ResourceKey("solum", "/x", str(number)), Record(b"x" * 100))
    store.close()
    content = bytearray(path.read_bytes())
    content[4096:12288] = b"\xff" * 8192
    path.write_bytes(content)
    return path


def use_store(path: Path) -> None:
    store = SqliteStore(path)
    try:
        for number in range(20):
            store.get(KEY._replace(path=str(number)))
        list(store.iter_records(KEY.api, KEY.operation))
        store.next_number()
        store.save(KEY, Record(b"new"))
    finally:
        store.close()


@pytest.fixture
def stored_file(tmp_path: Path) -> Path:
    store = SqliteStore(tmp_path / "tasks.db")
    for number in range(20):
        store.save(KEY._replace(path=str(number)), Record(b"x" * 200, 1.5, 1.0, 1.0, 1.0, number))
    store.close()
    return tmp_path / "tasks.db"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE {table} SET body = '{}'",
        "UPDATE {table} SET born = 'yesterday'",
        "UPDATE {table} SET story = 1.5",
        "DELETE FROM numbers",
        "UPDATE numbers SET last = 9223372036854775807",
        "DROP TABLE {table}",
        "ALTER TABLE {table} RENAME COLUMN body TO content",
        "ALTER TABLE {table} ADD COLUMN more",
    ],
)
def test_changed_content_of_a_file_is_a_store_error(stored_file: Path, change: str) -> None:
    connection = sqlite3.connect(stored_file)
    (table,) = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid").fetchone()
    connection.execute(change.replace("{table}", table))
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="tasks"):
        use_store(stored_file)


def test_damaged_bytes_of_a_file_raise_only_a_store_error(stored_file: Path) -> None:
    content, random = stored_file.read_bytes(), Random(1)  # noqa: S311 - not a secret
    errors = 0
    for number in range(60):
        damaged = bytearray(content)
        start = random.randrange(100, len(content))
        length = random.choice((1, 8, 500))
        damaged[start : start + length] = random.randbytes(len(damaged[start : start + length]))
        path = stored_file.with_name(f"{number}.db")
        path.write_bytes(damaged)
        try:
            use_store(path)
        except StoreError as error:
            errors += 1
            assert path.name in str(error)
    assert errors > 10


def test_pipe_instead_of_a_file_is_a_store_error(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StoreError, match="is not a file"):
        SqliteStore(tmp_path / "pipe")


def newer_version(folder: Path) -> Path:
    path = folder / "newer.db"
    SqliteStore(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 1000000")
    connection.close()
    return path


@pytest.mark.slow
@pytest.mark.parametrize("create_file", [other_database, text_file, damaged_file, newer_version])
def test_mock_rejects_an_unusable_file_and_leaves_it_unchanged(
    run_mock_command: RunMockCommand, create_file: Callable[[Path], Path], tmp_path: Path
) -> None:
    path = create_file(tmp_path)
    before = path.read_bytes()
    done = run_mock_command("--port", "0", "--db", str(path))
    assert (done.returncode, done.stdout) == (1, "")
    assert path.name in done.stderr
    assert "Traceback" not in done.stderr
    assert path.read_bytes() == before


def test_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=f"the directory {re.escape(str(tmp_path / 'no'))} does not exist"):
        SqliteStore(tmp_path / "no" / "tasks.db")


@pytest.mark.slow
def test_locked_file_returns_503_until_it_is_released(start_mock: StartMock, tmp_path: Path) -> None:
    path = tmp_path / "tasks.db"
    with start_mock("miramace", "--quiet", "--db", str(path), apis=1) as running:
        with httpx.Client(base_url=running.urls["miramace"], headers=HEADERS, timeout=60) as client:
            other = sqlite3.connect(path, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            assert client.post("/v1/task", json=BODY).status_code == 503
            assert client.delete(f"{running.urls['miramace']}/_state").status_code == 503
            other.execute("ROLLBACK")
            other.close()
            assert client.post("/v1/task", json=BODY).status_code == 201
        running.process.terminate()
        stderr = running.process.communicate(timeout=60)[1]
    assert stderr.count("tasks.db cannot be used: database is locked") == 2
    assert "Traceback" not in stderr


@pytest.mark.parametrize("name", ["", ":memory:"])
def test_mock_rejects_a_database_name_without_a_file(run_mock_command: RunMockCommand, name: str) -> None:
    done = run_mock_command("--port", "0", "--db", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert "name a file" in done.stderr
