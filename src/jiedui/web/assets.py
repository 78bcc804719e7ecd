"""Copy the vendored front-end files anew, or check that they are what `vendor.json` says.

    python -m jiedui.web.assets           copy anew (developers only; needs npm)
    python -m jiedui.web.assets --check   compare every file with its SHA-256

ECharts is not here: there is one copy of it, `jiedui/reports/vendor`, for page and paper alike.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import jiedui.reports

VENDOR = Path(__file__).parent / "platform" / "kit" / "static" / "vendor"
ECHARTS = Path(jiedui.reports.__file__).parent / "vendor"
FONT_FAMILY = "JD Sans"
SOURCE_MAP = re.compile(rb"\n?(?://#|/\*#)\s*sourceMappingURL=[^\n*]*(?:\*/)?")


@dataclass(frozen=True)
class Part:
    """Files taken from one package: where they lie in it → where they lie here."""

    name: str
    version: str
    licence: str
    package: str
    files: dict[str, str]


NPM_PARTS = (
    Part(
        "bootstrap",
        "5.3.8",
        "MIT",
        "bootstrap",
        {
            "dist/css/bootstrap.min.css": "bootstrap/bootstrap.min.css",
            "dist/js/bootstrap.bundle.min.js": "bootstrap/bootstrap.bundle.min.js",
            "LICENSE": "bootstrap/LICENSE",
        },
    ),
    Part(
        "noto-sans-sc",
        "5.3.1",
        "OFL-1.1",
        "@fontsource-variable/noto-sans-sc",
        {"wght.css": "noto-sans-sc/font.css", "LICENSE": "noto-sans-sc/LICENSE"},
    ),
)
HTMX = Part(
    "htmx",
    "2.0.10",
    "0BSD",
    "htmx.org, as shipped in the django-htmx wheel",
    {"django_htmx/static/django_htmx/htmx-2.min.js": "htmx/htmx.min.js"},
)


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        return _say(list(differences()))
    if arguments:
        print(f"assets: unknown argument {arguments[0]}; use --check or none", file=sys.stderr)  # noqa: T201
        return 2
    entries = [entry for part in NPM_PARTS for entry in _copy_from_npm(part)]
    entries += _copy_htmx()
    entries.sort(key=lambda entry: str(entry["file"]))
    text = json.dumps(entries, ensure_ascii=False, indent=1) + "\n"
    (VENDOR / "vendor.json").write_text(text, "utf-8")
    return _say(list(differences()))


def listed(folder: Path = VENDOR) -> list[dict[str, Any]]:
    """What `vendor.json` says of a folder."""
    entries: list[dict[str, Any]] = json.loads((folder / "vendor.json").read_text("utf-8"))
    return entries


def differences() -> Iterator[str]:
    """Every vendored file that is missing, changed, unlisted, or points outside."""
    for folder in (VENDOR, ECHARTS):
        for entry in listed(folder):
            file = folder / entry["file"]
            if not file.exists():
                yield f"{file.name}: missing; run `python -m jiedui.web.assets`"
            elif sha256(file) != entry["sha256"]:
                yield f"{file.name}: is not the {entry['name']} {entry['version']} of vendor.json"
            elif SOURCE_MAP.search(file.read_bytes()):
                yield f"{file.name}: asks for a source map that is not here"
    known = {entry["file"] for entry in listed()} | {"vendor.json"}
    for file in sorted(path for path in VENDOR.rglob("*") if path.is_file()):
        if file.relative_to(VENDOR).as_posix() not in known:
            yield f"{file.name}: not in vendor.json"


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _say(found: list[str]) -> int:
    for line in found:
        print(f"assets: {line}", file=sys.stderr)  # noqa: T201 - this is a command line
    return 1 if found else 0


def _copy_from_npm(part: Part) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        root = _fetch(f"{part.package}@{part.version}", Path(folder))
        files = dict(part.files)
        if part.name == "noto-sans-sc":
            slices = sorted((root / "files").glob("*-wght-normal.woff2"))
            files |= {f"files/{file.name}": f"noto-sans-sc/files/{file.name}" for file in slices}
        return [_place(part, root / inside, here) for inside, here in sorted(files.items())]


def _fetch(package: str, folder: Path) -> Path:
    subprocess.run(
        ["npm", "pack", "--silent", package], cwd=folder, check=True, stdout=subprocess.DEVNULL
    )
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def _copy_htmx() -> list[dict[str, Any]]:
    wheel = metadata.distribution("django-htmx")
    return [
        _place(HTMX, Path(str(wheel.locate_file(inside))), here)
        for inside, here in HTMX.files.items()
    ]


def _place(part: Part, source: Path, here: str) -> dict[str, Any]:
    content = _adapted(source)
    target = VENDOR / here
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return {
        "file": here,
        "name": part.name,
        "version": part.version,
        "licence": part.licence,
        "package": part.package,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _adapted(source: Path) -> bytes:
    """As published, without the address of a source map; the font under one name of ours.

    The name is the same for every chart option and style sheet, so that a later font is one change.
    """
    content = source.read_bytes()
    if source.suffix in (".css", ".js"):
        content = SOURCE_MAP.sub(b"", content)
    if source.name == "wght.css":
        content = content.replace(b"'Noto Sans SC Variable'", f"'{FONT_FAMILY}'".encode())
        content = content.replace(b"woff2-variations", b"woff2")
    return content


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
