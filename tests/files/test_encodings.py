"""Bytes to text: the encodings that Chinese offices send (F15), and refusals instead of garble."""

import codecs

import pytest

from jiedui.core.errors import Refusal
from jiedui.files.encodings import decode

TEXT = "地区代码,年份,地区生产总值(亿元)\n320100,2021,16355.32\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (TEXT.encode("gbk"), "gb18030"),
        (TEXT.encode("gb18030"), "gb18030"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_the_same_text_is_read_from_every_usual_encoding(data, encoding):
    decoded = decode(data)
    assert decoded.text == TEXT
    assert decoded.encoding == encoding


def test_utf8_cut_inside_a_character_is_refused_with_its_line_and_not_read_as_gbk():
    cut = (TEXT + "320200,2021,无锡").encode()[:-1]
    with pytest.raises(Refusal) as refused:
        decode(cut, "panel.csv")
    assert str(refused.value) == (
        "panel.csv:3: bytes that are not UTF-8: the file is damaged or of mixed encodings; "
        "save it as UTF-8 (in Excel: CSV UTF-8)"
    )


def test_gbk_with_a_stray_byte_is_refused_with_its_line():
    with pytest.raises(Refusal) as refused:
        decode(TEXT.encode("gbk") + b"320200,2021,\xff\n", "panel.csv")
    assert str(refused.value).startswith("panel.csv:3: bytes that are not UTF-8 or GB18030")


def test_a_western_code_page_is_refused_instead_of_being_read_as_rare_chinese():
    with pytest.raises(Refusal, match="neither UTF-8, UTF-16 nor a Chinese one"):
        decode("region,name\nCH,Zürich\nDE,Köln\n".encode("cp1252"))


def test_half_a_utf16_character_is_refused():
    with pytest.raises(Refusal, match="bytes that are not UTF-16-LE"):
        decode(codecs.BOM_UTF16_LE + "a,b\n".encode("utf-16-le") + b"1")


def test_utf32_and_zero_bytes_are_refused():
    with pytest.raises(Refusal, match="UTF-32"):
        decode(codecs.BOM_UTF32_LE + "a".encode("utf-32-le"))
    with pytest.raises(Refusal, match="zero bytes"):
        decode(codecs.BOM_UTF8 + b"a,b\n1,\x002\n")


@pytest.mark.parametrize("data", [b"a,b\n1,\x002\n", b"a,b\n1,\x0022\n", bytes(range(256)) * 4])
def test_a_stray_zero_byte_makes_no_utf_16(data):
    with pytest.raises(Refusal, match=r"panel.csv:[12]: not a text file"):
        decode(data, "panel.csv")
