import hashlib
import json
from importlib.resources import files

VENDOR = files("jiedui.reports") / "vendor"


def test_every_vendored_file_is_the_one_that_was_recorded():
    for entry in json.loads((VENDOR / "vendor.json").read_text("utf-8")):
        content = (VENDOR / entry["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"]
        assert entry["licence"] and entry["version"] in entry["file"]
        assert b"sourceMappingURL" not in content
