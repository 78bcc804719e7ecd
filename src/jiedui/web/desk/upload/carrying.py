"""Files of a visitor: taken in up to a limit, and carried from step to step by the page itself.

Between checking and keeping nothing is written anywhere: the page that reports the check holds the
files, packed, in a hidden field, and they are read and checked again when it is sent.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from jiedui.core.errors import Problem, Refusal
from jiedui.files.sources import Limits, Source

LARGEST_FILE_BYTES = 5 * 2**20
MOST_FILES = 2
LIMITS = Limits(
    file_bytes=LARGEST_FILE_BYTES,
    unpacked_bytes=96 * 2**20,
    rows=100_000,
    columns=300,
    cells=2_000_000,
)
_HEADER_BYTES = 4096

Sources = dict[str, Source]


class Bounded(FileUploadHandler):
    """Stops taking in a file that grows over the limit; the rest of the form is still read."""

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, *args, **kwargs)
        self.taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.taken += len(raw_data)
        if self.taken > LARGEST_FILE_BYTES:
            _too_large(self.request).append((str(self.field_name), str(self.file_name)))
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def _too_large(request: Any) -> list[tuple[str, str]]:
    if not hasattr(request, "files_too_large"):
        request.files_too_large = []
    found: list[tuple[str, str]] = request.files_too_large
    return found


def bound(request: HttpRequest) -> None:
    """Put the limit in place: before anything, the check of CSRF included, reads the form."""
    request.upload_handlers.insert(0, Bounded(request))


def received(request: HttpRequest, fields: Sequence[str]) -> Sources:
    """The files of a form by field, new ones or those that the page carried.

    Raises
    ------
    Refusal
        A file over the limit, or a carried text that is damaged.
    """
    if request.POST.get("carried"):
        return unpacked(request.POST["carried"])
    files = {name: request.FILES[name] for name in fields if name in request.FILES}
    refused = [
        Problem(
            _("文件太大"),
            file=file,
            column=field,
            hint=_("每个文件最多 %(size)s MB，请按年份或地区拆开") % {"size": _megabytes()},
        )
        for field, file in _too_large(request)
    ]
    if refused:
        raise Refusal(refused)
    return _named_apart({name: _read(file) for name, file in files.items()})


def _read(file: UploadedFile) -> Source:
    """The whole file, however often it is asked for."""
    file.seek(0)
    return Source(str(file.name), file.read())


def _megabytes() -> int:
    return LARGEST_FILE_BYTES // 2**20


def _named_apart(sources: Sources) -> Sources:
    """Two files of one name are told apart by their field, since messages go by name."""
    names = [source.name for source in sources.values()]
    return {
        field: source
        if names.count(source.name) == 1
        else Source(f"{field}-{source.name}", source.data)
        for field, source in sources.items()
    }


def packed(sources: Mapping[str, Source]) -> str:
    """Files as text for a hidden field.

    >>> unpacked(packed({"panel": Source("a.csv", b"region,year")}))["panel"].data
    b'region,year'
    """
    listed = [[field, source.name, len(source.data)] for field, source in sources.items()]
    head = json.dumps(listed, ensure_ascii=True).encode()
    whole = head + b"\n" + b"".join(source.data for source in sources.values())
    return base64.b64encode(zlib.compress(whole, 6)).decode()


def _name(given: object) -> str:
    """The name of a file that came with a form; a `ValueError` where no file is called so."""
    name = str(given)
    name.encode()
    if not name.isprintable():
        raise ValueError(name)
    return name


def unpacked(text: str) -> Sources:
    """The files again; sizes are bounded however much the text claims to hold."""
    try:
        unpacker = zlib.decompressobj()
        most = MOST_FILES * LARGEST_FILE_BYTES + _HEADER_BYTES
        whole = unpacker.decompress(base64.b64decode(text, validate=True), most)
        head, _newline, data = whole.partition(b"\n")
        sources, start = {}, 0
        for field, name, size in json.loads(head):
            sources[str(field)] = Source(_name(name), data[start : start + int(size)])
            start += int(size)
    except (ValueError, OverflowError, RecursionError, zlib.error, TypeError) as error:
        problem = Problem(_("带来的文件不完整"), hint=_("请回到上传处重新选择文件"))
        raise Refusal(problem) from error
    if start != len(data) or unpacker.unconsumed_tail:
        raise Refusal(Problem(_("带来的文件不完整"), hint=_("请回到上传处重新选择文件")))
    return sources
