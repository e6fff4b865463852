"""Official identifiers are taken only in their right form."""

import pytest

from generator.campaign import identifiers


def test_the_plan_s_own_index_number_is_right():
    """R1.6 names it as valid."""
    assert identifiers.is_index_no("11370303004217354J/2022-5244665")


@pytest.mark.parametrize(
    "wrong",
    [
        "11370303004217354K/2022-5244665",
        "11370303004217345J/2022-5244665",
        "11370303004217354J/2022-524",
        "11370303004217354J-2022-5244665",
        "1137030300421735IJ/2022-5244665",
    ],
)
def test_a_wrong_check_character_or_form_of_an_index_number_is_noticed(wrong):
    assert not identifiers.is_index_no(wrong)


def test_an_index_number_of_the_old_organisation_code_needs_no_check_character():
    assert identifiers.is_index_no("00421735X/2022-00012")


@pytest.mark.parametrize("text", ["湖工发〔2022〕34号", "国办发〔2017〕47号", "国办发明电〔2021〕11号"])
def test_document_numbers(text):
    assert identifiers.is_document_no(text)
    assert identifiers.mended_document_no(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "湖工发[2022]34号",
        "湖工发【2022】34号",
        "湖工发（2022）34号",
        "湖工发〔2022〕第34号",
        "湖工发 (2022) 34号",
    ],
)
def test_a_document_number_in_other_brackets_is_mended_in_the_suggestion(text):
    assert not identifiers.is_document_no(text)
    assert identifiers.mended_document_no(text) == "湖工发〔2022〕34号"


def test_nothing_is_suggested_for_what_is_no_document_number():
    assert identifiers.mended_document_no("三十四号文") is None


@pytest.mark.parametrize("text", ["鲁ICP备12345678号", "鲁ICP备1234567890号-12"])
def test_icp(text):
    assert identifiers.is_icp(text)


@pytest.mark.parametrize(
    "text", ["ICP备12345678号", "鲁ICP备1234567号", "鲁ICP证12345678号", "鲁ICP备12345678号-"]
)
def test_what_is_no_icp_number(text):
    assert not identifiers.is_icp(text)


@pytest.mark.parametrize("text", ["鲁公网安备37030302000001号", "鲁公网安备 37030302000001"])
def test_police_filing(text):
    assert identifiers.is_police_filing(text)


def test_what_is_no_police_filing():
    assert not identifiers.is_police_filing("鲁公网安备3703030200001号")


@pytest.mark.parametrize("text", ["3703030001", "bm12345678", "N123456789"])
def test_site_codes(text):
    assert identifiers.is_site_code(text)


@pytest.mark.parametrize("text", ["370303001", "bm1234567", "n123456789"])
def test_what_is_no_site_code(text):
    assert not identifiers.is_site_code(text)
