"""Python names from wire names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.catalogue import names

KEPT = {"maxCompute": "maxcompute", "MaxCompute": "maxcompute", "UID": "uid", "bizdate": "biz_date"}


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ("fileCreateTime", "file_create_time"),
        ("operatorBaseId", "operator_base_id"),
        ("ID", "id"),
        ("UIDList", "uid_list"),
        ("tableGUID", "table_guid"),
        ("HTTPResponseCode", "http_response_code"),
        ("commit-file", "commit_file"),
        ("start-diJob", "start_di_job"),
        ("Operation Center", "operation_center"),
        ("yyyy-MM-dd", "yyyy_mm_dd"),
        ("v2Id", "v2_id"),
        ("already_snake", "already_snake"),
        ("aliyunaccountid", "aliyunaccountid"),
    ],
)
def test_snake_without_kept_words(wire: str, expected: str) -> None:
    assert names.snake(wire, {}) == expected


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ("maxComputeProject", "maxcompute_project"),
        ("targetMaxCompute", "target_maxcompute"),
        ("bizdate", "biz_date"),
        ("bizdateText", "biz_date_text"),
        ("userUIDs", "user_ui_ds"),  # a word ends where a small letter does not follow
        ("userUID", "user_uid"),
        ("UIDOfUID", "uid_of_uid"),
    ],
)
def test_snake_with_kept_words(wire: str, expected: str) -> None:
    assert names.snake(wire, KEPT) == expected


def test_the_longest_kept_word_wins() -> None:
    assert names.snake("userUIDType", {"UID": "uid", "UIDType": "kind_of_uid"}) == (
        "user_kind_of_uid"
    )


def test_the_order_of_kept_words_does_not_matter() -> None:
    turned = dict(reversed(KEPT.items()))
    for wire in ("maxComputeUID", "UIDMaxCompute", "bizdateUID"):
        assert names.snake(wire, KEPT) == names.snake(wire, turned)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("commit-file", "COMMIT_FILE"),
        ("start-diJob", "START_DI_JOB"),
        ("Data Quality", "DATA_QUALITY"),
        ("workspace", "WORKSPACE"),
    ],
)
def test_constants(text: str, expected: str) -> None:
    assert names.constant(text, {}) == expected


def test_constants_keep_words_together_too() -> None:
    assert names.constant("MaxCompute", KEPT) == "MAXCOMPUTE"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("commit-file", "CommitFile"),
        ("start-diJob", "StartDiJob"),
        ("remind-resource-group", "RemindResourceGroup"),
        ("dq-rules-batch-create", "DqRulesBatchCreate"),
        ("v1", "V1"),
        ("already", "Already"),
    ],
)
def test_pascal(text: str, expected: str) -> None:
    assert names.pascal(text) == expected


@settings(derandomize=True, deadline=None)
@given(st.text(st.sampled_from("abcXYZ019-_ "), max_size=20))
def test_no_letter_is_lost(wire: str) -> None:
    kept = "".join(c for c in wire if c.isalnum())
    assert names.snake(wire, {}).replace("_", "") == kept.lower()
    assert names.pascal(wire).lower() == kept.lower()


@settings(derandomize=True, deadline=None)
@given(st.text(st.sampled_from("abcXYZ019-_ "), max_size=20))
def test_a_snake_name_stays_as_it_is(wire: str) -> None:
    once = names.snake(wire, {})
    assert names.snake(once, {}) == once
