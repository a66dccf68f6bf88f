"""Settings of a check, and the validation of the options that set them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.cli import main
from caretasks.conformance.config import Settings
from caretasks.conformance.results import ExitStatus
from caretasks.core.arguments import Shard


@given(st.integers(1, 999_999).flatmap(lambda count: st.builds(Shard, st.integers(1, count), st.just(count))))
def test_shard_parse_reads_the_string_of_a_shard(shard: Shard) -> None:
    assert Shard.parse(str(shard)) == shard


@pytest.mark.parametrize("text", ["", "1", "0/2", "3/2", "1/0", "01/2", "-1/2", "1/2/3", "1 /2", "\u0661/2"])
def test_shard_parse_rejects_any_other_string(text: str) -> None:
    with pytest.raises(ValueError, match="must be I/N"):
        Shard.parse(text)


@given(st.integers(1, 1000), st.integers(1, 50))
def test_shards_together_have_at_least_max_examples(max_examples: int, count: int) -> None:
    per_shard = Settings(max_examples=max_examples, shard=Shard(1, count)).examples_per_shard
    assert max_examples <= per_shard * count < max_examples + count


def test_shards_have_different_seeds_and_the_first_has_the_seed_of_the_run() -> None:
    run = Settings(seed=7)
    shards = [replace(run, shard=Shard(number, 3)) for number in (1, 2, 3)]
    assert shards[0].shard_seed == run.seed
    assert len({settings.shard_seed for settings in shards}) == 3


@pytest.mark.parametrize(
    "argument",
    [
        *("--max-examples=0", "--max-examples=-1", "--max-examples=many"),
        *("--rate-limit=nan", "--rate-limit=1e-320", "--timeout=inf", "--timeout=1e300", "--timeout=0"),
        *("--writes=all", "--shard=2/1"),
    ],
)
def test_option_outside_its_range_exits_2_with_the_range(argument: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["check", "unpod", argument])
    assert raised.value.code == ExitStatus.USAGE_ERROR
    assert f"{argument.partition('=')[0]}: must be " in capsys.readouterr().err
