"""What was answered, signed or withdrawn stays: the database refuses to change or delete it."""

from django.db import migrations

from jiedui.web.platform.kit.append_only import guarded

SUPERSEDED = (
    "OLD.state = 'signed' AND NEW.state = 'superseded' AND NEW.content = OLD.content "
    "AND NEW.pair_id = OLD.pair_id AND NEW.number = OLD.number"
)


class Migration(migrations.Migration):
    dependencies = [("offers", "0001_initial")]
    operations = [
        guarded(
            "offers_offer",
            "a closed offer is never changed, and none is deleted: send another one "
            "了结的邀约不得修改，邀约不得删除，请另发一份",
            open_while="OLD.state = 'open'",
        ),
        guarded(
            "offers_question",
            "an answered question is never changed, and none is deleted "
            "回答过的提问不得修改，提问不得删除",
            open_while="OLD.answered_at IS NULL",
        ),
        guarded(
            "offers_developmentlist",
            "a signed list is never changed, and none is deleted: draft a new version "
            "已签署的清单不得修改，清单不得删除，请起草新的一版",
            open_while=f"OLD.state = 'draft' OR ({SUPERSEDED})",
        ),
    ]
