"""What was said, frozen or decided stays: the database refuses to change or delete it."""

from django.db import migrations

from jiedui.web.platform.kit.append_only import guarded, refused_on_insert

DECLARATION = "confirmations_declaration"
OTHER = f"EXISTS (SELECT 1 FROM {DECLARATION} other WHERE other.id = "


class Migration(migrations.Migration):
    dependencies = [("confirmations", "0001_initial")]
    operations = [
        guarded(
            DECLARATION,
            "a declaration is never changed or deleted: say something else instead "
            "说过的话不得修改或删除，请另提新的说法",
        ),
        refused_on_insert(
            DECLARATION,
            "answers_the_other_side",
            f"{OTHER} NEW.about_id AND (other.side = NEW.side OR other.matter_id <> NEW.matter_id))",
            "a side cannot answer itself: confirm what the other side said 一方不能确认自己的说法",
        ),
        refused_on_insert(
            DECLARATION,
            "answers_another_person",
            f"{OTHER} NEW.about_id AND other.said_by_id = NEW.said_by_id)",
            "nobody confirms what he or she said for the other side "
            "同一个人不能代表两方互相确认",
        ),
        refused_on_insert(
            DECLARATION,
            "replaces_its_own_side",
            f"{OTHER} NEW.replaces_id "
            "AND (other.side <> NEW.side OR other.matter_id <> NEW.matter_id))",
            "a side replaces only what it said itself 一方只能替代自己的说法",
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
