"""Parameters of a generated client as a server receives them."""

from __future__ import annotations

import datetime
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.client.driving import Driven
from tests.codegen.wire.recording_server import RecordingServer

WORDS = ["a,b", "c|d", "e f", "&"]
FILTER = {"name": "x y", "sizes": [1, 2], "price": {"gt": 1.5}}


def query(server: RecordingServer) -> str:
    return server.last.target.partition("?")[2]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"ids": WORDS}, "ids=a%2Cb,c%7Cd,e%20f,%26"),
        ({"ids": []}, "ids="),
        ({"pipes": WORDS}, "pipes=a%2Cb|c%7Cd|e%20f|%26"),
        ({"spaces": WORDS}, "spaces=a%2Cb%20c%7Cd%20e%20f%20%26"),
        ({"words": WORDS}, "words=a%2Cb&words=c%7Cd&words=e%20f&words=%26"),
        ({"words": []}, ""),
        ({"filter_": FILTER}, "filter[name]=x%20y&filter[sizes][0]=1&filter[sizes][1]=2&filter[price][gt]=1.5"),
        ({"lines": [{"sku": "a"}, {"qty": 2}]}, "lines[0][sku]=a&lines[1][qty]=2"),
        ({"box": {"left": 1, "wide": True}}, "left=1&wide=true"),
        ({"flat": {"left": 1, "wide": False}}, "flat=left,1,wide,false"),
        ({"json_query": {"name": "x"}}, "json=%7B%22name%22%3A%22x%22%7D"),
        ({"path": "/a/b?c=d&e"}, "path=/a/b?c%3Dd%26e"),
        ({"accept_query": "x"}, "accept=x"),
        ({"at": datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)}, "at=2026-01-02T00%3A00%3A00%2B00%3A00"),
        ({"day": datetime.date(2026, 1, 2)}, "day=2026-01-02"),
    ],
)
def test_query_is_sent_in_its_style(
    client: Driven, server: RecordingServer, arguments: dict[str, Any], expected: str
) -> None:
    names = {"json_query": "json"}
    client.send_query(**{names.get(name, name): value for name, value in arguments.items()})
    assert query(server) == expected


def test_models_are_sent_like_mappings(client: Driven, server: RecordingServer, wire: Any) -> None:
    client.send_query(filter_=wire.Filter.from_dict(FILTER), box=wire.Box(left=3))
    assert parse_qsl(query(server)) == [
        ("filter[name]", "x y"),
        ("filter[sizes][0]", "1"),
        ("filter[sizes][1]", "2"),
        ("filter[price][gt]", "1.5"),
        ("left", "3"),
    ]


def test_path_is_sent_in_its_styles(client: Driven, server: RecordingServer) -> None:
    client.send_path(["a/b", "c"], ["d", "e"], ["f", "g"], {"sku": "h", "qty": 1}, {"sku": "i", "qty": 2}, 7)
    assert server.last.target == "/path/a%2Fb,c/.d.e/;matrix=f,g/sku,h,qty,1/;sku=i;qty=2/7"


def test_headers_and_cookies_are_sent_in_their_styles(client: Driven, server: RecordingServer) -> None:
    client.send_headers(x_words=["a", "b"], x_line={"sku": "c", "qty": 1}, x_json={"name": "d"}, tray=["e", "f"])
    headers = server.last.headers
    assert (headers["X-Words"], headers["X-Line"], headers["X-Json"]) == ("a,b", "sku=c,qty=1", '{"name":"d"}')
    assert SimpleCookie(headers["Cookie"])["tray"].value == "e,f"
    assert headers["Authorization"] is None


def test_query_in_a_path_template_is_kept(client: Driven, server: RecordingServer) -> None:
    client.search_beta(q="x")
    assert server.last.target == "/search?beta=true&q=x"


def test_parameters_of_one_python_name_have_stable_names(client: Driven, server: RecordingServer) -> None:
    client.send_alike(start_query="a", start_lt="b", start_header="c")
    assert (parse_qsl(query(server)), server.last.headers["start"]) == ([("Start", "a"), ("Start<", "b")], "c")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"at": datetime.datetime(2026, 1, 2)}, "at: a datetime without a time zone cannot be sent"),
        ({"day": datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)}, "day: a datetime cannot be sent as a date"),
        ({"words": ["\ud800"]}, "words is not valid Unicode"),
        ({"filter_": {"price": {"gt": float("nan")}}}, "filter: a number that is not finite cannot be sent"),
    ],
)
def test_value_that_cannot_be_sent_is_an_error_before_the_request(
    client: Driven, server: RecordingServer, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        client.send_query(**arguments)
    assert server.requests == []
