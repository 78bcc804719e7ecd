"""Keep the English of the site complete: every Chinese sentence of the code has its translation.

    python -m jiedui.web.messages           add new sentences to django.po, drop old ones, compile
    python -m jiedui.web.messages --check   say what is missing, unused or not compiled

Needs no gettext tools. After the first command, fill the empty `msgstr ""` and run it again.
"""

from __future__ import annotations

import ast
import json
import struct
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

WEB = Path(__file__).parent
INSIDE = Path("locale", "en", "LC_MESSAGES", "django.po")
FUNCTIONS = {"_", "gettext", "gettext_lazy", "gettext_noop"}
HEADER = (
    "Project-Id-Version: jiedui\nLanguage: en\nMIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
)
BROKEN = "a template that does not parse"
_MO_MAGIC = 0x950412DE


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        found = list(problems())
        for line in found:
            print(f"messages: {line}", file=sys.stderr)  # noqa: T201 - this is a command line
        return 1 if found else 0
    empty = sum(_write(folder, used) for folder, used in texts().items())
    return 1 if empty else 0


def _write(folder: Path, used: Mapping[str, str]) -> int:
    """Bring one catalogue up to date; how many of its sentences have no English yet."""
    file, kept = folder / INSIDE, catalogue_of(folder)
    catalogue = {text: kept.get(text, "") for text in sorted(used) if not text.startswith(BROKEN)}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(write_po(catalogue), "utf-8")
    file.with_suffix(".mo").write_bytes(compiled(catalogue))
    empty = sum(not english for english in catalogue.values())
    name = folder.relative_to(WEB.parent)
    print(f"messages: {name}: {len(catalogue)} sentences, {empty} without English", file=sys.stderr)  # noqa: T201
    return empty


def problems() -> Iterator[str]:
    """What keeps the English from being complete, and the same on every page."""
    every = {folder: catalogue_of(folder) for folder in texts()}
    yield from clashes({str(folder.relative_to(WEB)): one for folder, one in every.items()})
    for folder, used in texts().items():
        file, catalogue = folder / INSIDE, every[folder]
        for text in sorted(used):
            if not catalogue.get(text):
                yield f"no English for {text!r} ({used[text]})"
        for text in sorted(set(catalogue) - set(used)):
            yield f"no longer used: {text!r} ({folder.name})"
        compiled_file = file.with_suffix(".mo")
        if not compiled_file.exists() or compiled_file.read_bytes() != compiled(catalogue):
            words = "is not what django.po compiles to; run `python -m jiedui.web.messages`"
            yield f"{compiled_file.relative_to(WEB)} {words}"


def catalogue_of(folder: Path) -> dict[str, str]:
    file = folder / INSIDE
    return read_po(file.read_text("utf-8")) if file.exists() else {}


def clashes(catalogues: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Sentences with two English ones: the site knows but one catalogue, so one would be lost.

    >>> list(clashes({"a": {"家": "firms"}, "b": {"家": "parks"}}))
    ["two English for '家': 'firms' (a), 'parks' (b); choose one, or write another sentence"]
    """
    said: dict[str, dict[str, str]] = {}
    for name, catalogue in catalogues.items():
        for text, english in catalogue.items():
            said.setdefault(text, {}).setdefault(english, name)
    for text, found in said.items():
        if len(found) > 1:
            told = ", ".join(f"{english!r} ({name})" for english, name in found.items())
            yield f"two English for {text!r}: {told}; choose one, or write another sentence"


def texts() -> dict[Path, dict[str, str]]:
    """Every sentence to translate with a file that has it, by the folder that keeps its English.

    An app that has a folder `locale` keeps its own; the others share the one of the site.
    """
    own = sorted(folder.parent for folder in WEB.glob("*/*/locale"))
    found: dict[Path, dict[str, str]] = {folder: {} for folder in (WEB, *own)}
    for file in sorted([*WEB.rglob("*.py"), *WEB.rglob("templates/**/*.html")]):
        if "migrations" in file.parts:
            continue
        read = _of_python if file.suffix == ".py" else _of_template
        keeper = next((folder for folder in own if folder in file.parents), WEB)
        found[keeper] |= dict.fromkeys(read(file.read_text("utf-8")), file.name)
    return found


def _of_python(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            first = node.args[0] if node.args else None
            if name in FUNCTIONS and isinstance(first, ast.Constant):
                yield str(first.value)


def _of_template(source: str) -> Iterator[str]:
    """What the template engine itself would look up, read from the parsed template."""
    from django.template import TemplateSyntaxError, engines
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    try:
        nodes = engines["django"].engine.from_string(source).nodelist
    except TemplateSyntaxError as error:
        yield f"{BROKEN}: {str(error).splitlines()[0]}"
        return
    for node in nodes.get_nodes_by_type(TranslateNode):
        yield str(node.filter_expression.var.literal or node.filter_expression.var)
    for node in nodes.get_nodes_by_type(BlockTranslateNode):
        yield str(node.render_token_list(node.singular)[0])


def read_po(text: str) -> dict[str, str]:
    """Sentences and their English; the header is left out.

    >>> read_po('msgid "数据"\\nmsgstr ""\\n"Da"\\n"ta"\\n')
    {'数据': 'Data'}
    """
    pairs: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith("msgid "):
            pairs.append([json.loads(line.removeprefix("msgid ")), ""])
            place = 0
        elif line.startswith("msgstr "):
            pairs[-1][1] = json.loads(line.removeprefix("msgstr "))
            place = 1
        elif line.startswith('"'):
            pairs[-1][place] += json.loads(line)
    return {text: english for text, english in pairs if text}


def write_po(catalogue: Mapping[str, str]) -> str:
    lines = ['msgid ""', 'msgstr ""']
    lines += [_quoted(line) for line in HEADER.splitlines(keepends=True)]
    for text in sorted(catalogue):
        lines += ["", f"msgid {_quoted(text)}", f"msgstr {_quoted(catalogue[text])}"]
    return "\n".join(lines) + "\n"


def compiled(catalogue: Mapping[str, str]) -> bytes:
    """The binary catalogue: a table of sentences, one of translations, then the texts."""
    entries = {text: english for text, english in catalogue.items() if english} | {"": HEADER}
    ordered = sorted((text.encode(), english.encode()) for text, english in entries.items())
    start = 28 + 16 * len(ordered)
    tables, texts_at = [b"", b""], b""
    for side in (0, 1):
        for pair in ordered:
            tables[side] += struct.pack("<2I", len(pair[side]), start + len(texts_at))
            texts_at += pair[side] + b"\0"
    count = len(ordered)
    header = struct.pack("<7I", _MO_MAGIC, 0, count, 28, 28 + 8 * count, 0, 28 + 16 * count)
    return header + tables[0] + tables[1] + texts_at


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


if __name__ == "__main__":
    from jiedui.web.config.opening import set_up_django

    set_up_django()
    sys.exit(main(sys.argv[1:]))
