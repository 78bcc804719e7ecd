"""The app of projects."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "jiedui.web.records.projects"
    label = "projects"
    verbose_name = _("产业项目")

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from jiedui.web.platform.audit.reading import register_reach
        from jiedui.web.platform.audit.sentences import register_words
        from jiedui.web.records.confirmations import kinds
        from jiedui.web.records.confirmations.models import Matter
        from jiedui.web.records.parks.models import Park
        from jiedui.web.records.programmes.models import Pair
        from jiedui.web.records.projects import (
            access,
            following,
            importing,
            naming,
            summary,
            trail,
        )

        importing.register_kinds()
        kinds.register(summary.KIND, naming.object_kind())
        post_save.connect(following.follow, sender=Matter, dispatch_uid="projects.follow")
        for named in (Park, Pair):
            post_save.connect(following.rename, sender=named, dispatch_uid=f"{named}.rename")
        register_reach({"project": access.may_see, "firm": access.reached_firms})
        register_words(actions=trail.ACTIONS, kinds=trail.KINDS)
