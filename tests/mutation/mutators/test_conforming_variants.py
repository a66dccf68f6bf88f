"""Tests of the groups in which conforming variants are run, and of the hook that applies a group."""

from __future__ import annotations

from itertools import pairwise

import pytest

from caretasks.core.http import Request
from caretasks.mutation.injection import MutatedExchange
from caretasks.mutation.mutators.conforming_variants import (
    GROUP_SIZE,
    VariantHook,
    conforming_variants,
    variant_groups,
)
from caretasks.mutation.mutators.rules import ConformingVariant
from tests.bundled_apis import bundled_names, load_api


@pytest.mark.parametrize("name", bundled_names())
def test_each_variant_is_in_two_groups_in_the_order_of_the_variants(name: str) -> None:
    api = load_api(name)
    variants, groups = conforming_variants(api), variant_groups(api, 1)
    found = [variant for group in groups for variant in group.variants]
    assert sorted(found, key=variants.index) == [variant for variant in variants for _ in range(2)]
    for group in groups:
        assert len(group.variants) <= GROUP_SIZE
        assert list(group.variants) == sorted(group.variants, key=variants.index)


def test_first_groups_keep_neighboring_variants_apart() -> None:
    api = load_api("unpod")
    variants, groups = conforming_variants(api), variant_groups(api, 1)
    for group in groups[: len(groups) // 2]:
        assert all(variants.index(second) - variants.index(first) > 1 for first, second in pairwise(group.variants))


def test_groups_depend_on_the_seed() -> None:
    api = load_api("unpod")
    assert variant_groups(api, 1) == variant_groups(api, 1)
    assert variant_groups(api, 1) != variant_groups(api, 2)


def test_hook_names_the_variants_that_changed_a_response() -> None:
    def set_status(exchange: MutatedExchange) -> None:
        exchange.status = 201

    variants = [ConformingVariant("changes", "", set_status), ConformingVariant("does_not", "", lambda _: None)]
    hook = VariantHook(variants)
    request = Request("GET", "http://127.0.0.1/", (), b"")
    for status in (200, 201):
        hook.on_response(MutatedExchange(request, None, {}, status))
    assert (hook.applied, hook.effective) == (1, {"changes"})
