"""Names that are made of names of the catalogue."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.catalogue import names


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
def test_snake(wire: str, expected: str) -> None:
    assert names.snake(wire, {}) == expected


def test_a_given_name_is_taken_for_the_whole_name_alone() -> None:
    given_names = {"bizdate": "biz_date", "from": "from_"}
    assert names.snake("bizdate", given_names) == "biz_date"
    assert names.constant("bizdate", given_names) == "BIZ_DATE"
    assert names.snake("bizdateText", given_names) == "bizdate_text"
    assert names.snake("fromDate", given_names) == "from_date"


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


@pytest.mark.parametrize(
    ("name", "pascal", "slug"),
    [
        ("start-diJob", "StartDiJob", "start-dijob"),
        ("Upload and Download", "UploadAndDownload", "upload-and-download"),
        ("DataStudio", "DataStudio", "datastudio"),
        ("DataWorks console", "DataWorksConsole", "dataworks-console"),
    ],
)
def test_classes_and_pages(name: str, pascal: str, slug: str) -> None:
    assert names.pascal(name) == pascal
    assert names.slug(name, {}) == slug


@pytest.mark.parametrize(
    ("event_type", "category"),
    [
        ("dataworks:NodeChange:NodeChangeDeleted", "node-change"),
        ("dataworks:DqcCheck:BatchCreate", "dqc-check"),
        ("harbor.artifact.pushed", "artifact"),
        ("EC2/Instance", "ec2"),
        ("Pushed", "pushed"),
        ("a::b", "a"),
        (":", ""),
    ],
)
def test_the_category_is_the_part_of_the_type_before_the_last(
    event_type: str, category: str
) -> None:
    assert names.category(event_type) == category
