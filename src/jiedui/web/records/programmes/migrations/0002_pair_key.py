"""Pairs get a natural key. They are copies of the programmes' files, so they are read again."""

from django.db import migrations, models


def forget_what_was_read(apps, schema_editor):
    apps.get_model("programmes", "Pair").objects.all().delete()
    apps.get_model("programmes", "Programme").objects.update(sha256="")


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]

    operations = [
        migrations.RunPython(forget_what_was_read, migrations.RunPython.noop),
        migrations.AddField(
            model_name="pair",
            name="key",
            field=models.CharField(default="", max_length=200, unique=True, verbose_name="编号"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="pair",
            name="note_en",
            field=models.TextField(blank=True, verbose_name="备注(英文)"),
        ),
    ]
