"""A document that was added stays: what was proven with it must remain to be seen.

Its title, number, secrecy and whom it concerns may be put right; its bytes may not.
"""

from django.db import migrations

from jiedui.web.platform.kit.append_only import guarded


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [
        guarded(
            "documents_document",
            "the bytes of a document are never changed, and none is deleted "
            "文件内容不得修改，文件不得删除，请另行添加",
            open_while=" AND ".join(
                f"NEW.{column} = OLD.{column}"
                for column in (
                    *("id", "key", "file", "original_name", "media_type", "sha256"),
                    *("size_bytes", "added_by_id", "added_at"),
                )
            ),
        ),
    ]
