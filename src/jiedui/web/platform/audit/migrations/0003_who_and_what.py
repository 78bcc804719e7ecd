"""Role, scope, what changed and what came of it; the seals of older entries stay valid."""

from django.db import migrations, models

from jiedui.web.platform.audit import triggers


def _run(statements_of):
    def run(apps, schema_editor):
        for statement in statements_of[schema_editor.connection.vendor]:
            schema_editor.execute(statement, params=None)

    return run


_make = _run({"sqlite": triggers.SQLITE, "postgresql": triggers.POSTGRESQL})
_drop = _run({"sqlite": triggers.SQLITE_UNDO, "postgresql": triggers.POSTGRESQL_UNDO})


def _text(label, length):
    return models.CharField(blank=True, default="", max_length=length, verbose_name=label)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    # SQLite makes the table anew to add a column, which would lose its triggers.
    operations = [
        migrations.RunPython(_drop, _make),
        migrations.AddField("entry", "role", _text("所用角色", 200)),
        migrations.AddField("entry", "scope", _text("授权范围", 400)),
        migrations.AddField(
            "entry", "before", models.TextField(blank=True, default="", verbose_name="改前")
        ),
        migrations.AddField(
            "entry", "after", models.TextField(blank=True, default="", verbose_name="改后")
        ),
        migrations.AddField("entry", "request_id", _text("请求编号", 40)),
        migrations.AddField("entry", "result", _text("结果", 20)),
        migrations.AddIndex(
            "entry", models.Index(fields=["object_kind", "object_key"], name="audit_entry_object")
        ),
        migrations.AddIndex("entry", models.Index(fields=["by"], name="audit_entry_by")),
        migrations.AddIndex("entry", models.Index(fields=["at"], name="audit_entry_at")),
        migrations.RunPython(_make, _drop),
    ]
