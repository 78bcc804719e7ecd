"""Bytes of a text file to text: one fixed order of questions, so equal bytes read equally."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from jiedui.core.errors import Problem
from jiedui.files.sources import FileRefusal

_SAVE_AS = "save it as UTF-8 (in Excel: CSV UTF-8)"
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


@dataclass(frozen=True)
class Decoded:
    """Text and the encoding it was read in."""

    text: str
    encoding: str


def decode(data: bytes, file: str = "") -> Decoded:
    """Text of UTF-8 (with or without mark), UTF-16 of either order, or GB18030/GBK bytes.

    Order: byte order mark; zero bytes, which only UTF-16 text has; strict UTF-8; then GB18030.
    Bytes that fit none of them, or GB18030 only by accident (a Western code page), are refused.

    >>> decode("地区,年份".encode("gbk"))
    Decoded(text='地区,年份', encoding='gb18030')
    """
    if data.startswith(_UTF32):
        raise FileRefusal([Problem("the file is in UTF-32", file=file, hint=_SAVE_AS)])
    for mark, encoding in _UTF16.items():
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding, file)
    if data.startswith(codecs.BOM_UTF8):
        return _strict(data[len(codecs.BOM_UTF8) :], "utf-8", file)
    if b"\0" in data:
        _fail_if_binary(data, file)
        return _strict(data, _byte_order(data), file)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _not_utf8(data, file)


def _strict(data: bytes, encoding: str, file: str) -> Decoded:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        readable = data[: error.start].decode(encoding, "ignore")
        raise _broken(readable.count("\n") + 1, encoding.upper(), file) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        reason = "the file holds zero bytes and is no text"
        raise FileRefusal([Problem(reason, file=file, line=line, hint=_SAVE_AS)])
    return Decoded(text, encoding)


def _fail_if_binary(data: bytes, file: str) -> None:
    """A table in UTF-16 has separators or line ends; a stray zero byte or a picture makes none."""
    read = data.decode(_byte_order(data), "replace")
    ends = sum(read.count(mark) for mark in ",;\t\n")
    if ends == 0 or ends * 500 < len(read) or len(data) % 2 or read.count("\ufffd") > ends:
        line = data[: data.index(0)].count(b"\n") + 1
        reason = "not a text file: it holds zero bytes"
        raise FileRefusal([Problem(reason, file=file, line=line, hint=_SAVE_AS)])


def _byte_order(data: bytes) -> str:
    """UTF-16 without a mark: separators and digits have their zero byte on one side only."""
    return "utf-16-le" if data[1::2].count(0) >= data[0::2].count(0) else "utf-16-be"


def _not_utf8(data: bytes, file: str) -> Decoded:
    """Cut UTF-8, GB18030, or neither.

    Cut UTF-8 must be looked for first: many broken UTF-8 texts are, by accident, valid GB18030
    and would come out as rare characters instead of a refusal.
    """
    replaced = data.decode("utf-8", "replace")
    wide = sum(1 for char in replaced if char > "\u07ff" and char != "\ufffd")
    if wide > replaced.count("\ufffd"):
        raise _broken(replaced[: replaced.index("\ufffd")].count("\n") + 1, "UTF-8", file)
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _broken(line, "UTF-8 or GB18030", file) from None
    if not _looks_chinese(text):
        reason = "the encoding is neither UTF-8, UTF-16 nor a Chinese one"
        raise FileRefusal([Problem(reason, file=file, hint=_SAVE_AS)])
    return Decoded(text, "gb18030")


def _looks_chinese(text: str) -> bool:
    """True if most characters beyond ASCII are everyday ones (GB 2312).

    The `ü` of Zürich in a Western code page, with the letter behind it, is a valid but rare
    character of GBK: without this look the name would be garbled in silence.
    """
    beyond = [char for char in text if char > "\x7f"]
    everyday = "".join(beyond).encode("gb2312", "ignore")
    return len(everyday) >= len(beyond)  # two bytes a character: at least half are everyday


def _broken(line: int, encoding: str, file: str) -> FileRefusal:
    reason = f"bytes that are not {encoding}: the file is damaged or of mixed encodings"
    return FileRefusal([Problem(reason, file=file, line=line, hint=_SAVE_AS)])
