"""What was said, frozen or decided stays: the database refuses to change or delete it."""

from django.db import migrations

from jiedui.web.platform.kit.append_only import guarded


class Migration(migrations.Migration):
    dependencies = [("confirmations", "0001_initial")]
    operations = [
        guarded(
            "confirmations_statement",
            "a statement is never changed or deleted: say something else instead "
            "说过的话不得修改或删除，请另提新的说法",
        ),
        guarded("confirmations_batch", "a batch is never changed or deleted 批量确认不得修改或删除"),
        guarded(
            "confirmations_snapshot",
            "a snapshot is never changed or deleted: propose a correction "
            "快照不得修改或删除，请提出更正",
        ),
        guarded(
            "confirmations_dispute",
            "a decided dispute is never changed, and none is deleted "
            "裁定后的争议不得修改，争议不得删除",
            open_while="OLD.decided_at IS NULL",
        ),
        guarded(
            "confirmations_correction",
            "a checked correction is never changed, and none is deleted "
            "复核后的更正不得修改，更正不得删除",
            open_while="OLD.checked_at IS NULL",
        ),
    ]
