"""Keeping a visitor's figures, and taking them away again."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jiedui.core.errors import Problem, Refusal
from jiedui.web.desk.upload import measuring
from jiedui.web.desk.upload.reading import Given
from jiedui.web.records.regions.actions import Origin, accept_batch, delete_batch
from jiedui.web.records.regions.models import Batch
from jiedui.web.records.runs.actions import make_run
from jiedui.web.records.runs.models import Run

DATA_SET = "upload"
LONGEST_TITLE = 200


def keep(*, given: Given, title: str, is_made_up: bool, by: str) -> Batch:
    """Keep both files' figures as one batch, all or nothing; the same files twice are kept once.

    Raises
    ------
    Refusal
        The title, or the file name in its place, is longer than a batch can bear.
    """
    _fail_if_too_long(title or given.sources["panel"].name)
    origin = Origin(
        data_set=DATA_SET,
        title=title or given.sources["panel"].name,
        source=", ".join(source.name for source in given.sources.values()),
        sha256=given.sha256,
        is_made_up=is_made_up,
        inputs=given.inputs(),
        more={"grouping": measuring.plain_grouping(given.data.grouping)},
    )
    kept = Batch.objects.filter(key=origin.key()).first()
    return kept or accept_batch(panel=given.data.panel, origin=origin, by=by)


def _fail_if_too_long(title: str) -> None:
    if len(title) > LONGEST_TITLE:
        raise Refusal(
            Problem(
                _("名称太长"),
                column="title",
                value=_("%(n)s 个字") % {"n": len(title)},
                hint=_("名称最多 %(n)s 个字") % {"n": LONGEST_TITLE},
            )
        )


def take_away(*, key: str, confirmed: bool, by: str) -> None:
    """Delete an uploaded batch with its figures. Runs made from it stay, and say that it is gone.

    Raises
    ------
    Refusal
        Without confirmation; a batch that came with the program.
    """
    batch = Batch.objects.get(key=key)
    if batch.data_set != DATA_SET:
        raise Refusal(Problem("only uploaded batches can be deleted", value=key))
    if not confirmed:
        raise Refusal(Problem("not confirmed", value=key, hint="tick the box, then delete"))
    delete_batch(batch=batch, by=by)


def measure(*, asked: measuring.Asked, by: str) -> Run:
    """Keep the gaps of an uploaded batch as a run."""
    return make_run(kind="gaps", request=asked.request(), by=by)
