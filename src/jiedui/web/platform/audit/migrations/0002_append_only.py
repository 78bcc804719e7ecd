"""Triggers: an audit entry is written once and stays."""

from django.db import migrations

from jiedui.web.platform.audit import triggers


def _run(statements_of):
    def run(apps, schema_editor):
        for statement in statements_of[schema_editor.connection.vendor]:
            schema_editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunPython(
            _run({"sqlite": triggers.SQLITE, "postgresql": triggers.POSTGRESQL}),
            _run({"sqlite": triggers.SQLITE_UNDO, "postgresql": triggers.POSTGRESQL_UNDO}),
        )
    ]
