"""Making a project and changing what it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from jiedui.core.credit_codes import credit_code as checked_code
from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.accounts.capabilities import EDIT_PROJECTS
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.accounts.reach import reach, sides_of
from jiedui.web.platform.kit.constraints import refusal_of
from jiedui.web.platform.kit.versions import Conflict
from jiedui.web.records.confirmations.actions import keep_concerns
from jiedui.web.records.documents.access import covers
from jiedui.web.records.documents.enums import Secrecy
from jiedui.web.records.parks.models import Park
from jiedui.web.records.programmes.models import Pair
from jiedui.web.records.projects import access, summary
from jiedui.web.records.projects.actions.common import (
    changed,
    fail_if_unlikely,
    refuse,
)
from jiedui.web.records.projects.enums import Stage
from jiedui.web.records.projects.models import Firm, Project, StageEvent

EDITABLE = (
    *("name", "host_region", "home_region", "industry", "mode", "chain_role", "chain_gap"),
    *("initiator", "labour", "green", "is_high_tech", "is_lighthouse", "land_m2", "plot"),
    *("jobs_planned", "local_job_share", "source", "secrecy"),
)


@transaction.atomic
def create_project(
    *,
    by: User,
    name: str,
    pair: str,
    code: str = "",
    park: str = "",
    firm: str = "",
    credit_code: str = "",
    is_lead: bool = True,
    found_on: date | None = None,
    finder: str = "",
    found_by: str = "",
    fields: Mapping[str, Any] | None = None,
    is_made_up: bool = False,
    today: date | None = None,
) -> Project:
    """Put a project on record. A lead is sealed to who found it, from this moment until it signs.

    Parameters
    ----------
    pair, park
        The natural keys.
    firm, credit_code
        Name and code of the firm, either may be empty while they are not known.
    is_lead
        False for a project that has signed already: its stages are recorded next.
    finder, found_by
        Of a lead that another action found, such as an offer: whose it is, and who of them said
        so. Left out, the lead is that of the person.
    fields
        Further columns, of `EDITABLE` only.
    """
    today = today or timezone.localdate()
    project = _new(by, name, pair, park, dict(fields or {}))
    project.code = code.strip() or _next_code(project, today)
    project.firm = keep_firm(name=firm, code=credit_code) if firm or credit_code else None
    project.is_made_up = is_made_up
    if is_lead:
        project.finder = finder or finder_of(by, project)
        project.found_by, project.found_at = found_by or by.username, timezone.now()
        project.is_sealed = bool(project.finder)
    _save(project)
    if is_lead:
        _found(project, by, found_on or today, today)
    told = {"name": name, "pair": pair, "park": park, "firm": firm, "credit_code": credit_code}
    return changed(
        project, by=by, action="create_project", text=f"登记项目 {name}", payload=told, after=told
    )


@transaction.atomic
def edit_project(
    *,
    by: User,
    code: str,
    version: int,
    fields: Mapping[str, Any],
    firm: str | None = None,
    credit_code: str | None = None,
    park: str | None = None,
) -> Project:
    """Change what a project is.

    Raises
    ------
    Conflict
        It is no longer at `version`; nothing is written.
    """
    project = access.project_for(by, code, EDIT_PROJECTS, lock=True)
    before = {name: getattr(project, name) for name in EDITABLE}
    if project.version != version:
        raise Conflict(project, fields, version)
    _set(project, fields)
    if park is not None:
        project.park = _park(park)
    if firm is not None or credit_code is not None:
        project.firm = _changed_firm(project, firm, credit_code)
    _fail_if_out_of_reach(by, project)
    _save(project)
    keep_concerns(kind=summary.KIND, key=project.code)
    after = {name: getattr(project, name) for name in EDITABLE}
    names = [name for name in EDITABLE if before[name] != after[name]]
    return changed(
        project,
        by=by,
        action="edit_project",
        text=f"修改 {'、'.join(_label(name) for name in names) or '企业或园区'}",
        payload=after,
        before={name: before[name] for name in names},
        after={name: after[name] for name in names},
    )


def keep_firm(*, name: str, code: str = "") -> Firm:
    """The firm of a credit code, or of a name where none is known; made where it is not there."""
    clean = checked_code(code) if code.strip() else None
    if clean is not None:
        found = Firm.objects.filter(credit_code=clean).first()
        return found or Firm.objects.create(credit_code=clean, name=name.strip() or clean)
    found = Firm.objects.filter(name=name.strip(), credit_code__isnull=True).first()
    return found or Firm.objects.create(name=name.strip())


def finder_of(user: User, project: Project) -> str:
    """As what a person finds this lead: its own side's region, else its organisation or park."""
    regions = (project.host_region, project.home_region)
    sides = sorted(sides_of(user, project.pair, EDIT_PROJECTS, regions=regions))
    own = access.finder_keys(user)
    if len(sides) == 1:
        side = access.side_code(project.pair.key, sides[0])
        return side if side in own else next(iter(own), "")
    return next(iter(own), "")


def _new(by: User, name: str, pair: str, park: str, fields: dict[str, Any]) -> Project:
    found = Pair.objects.select_related("programme").filter(key=pair).first()
    if found is None:
        raise refuse(_("没有这对结对"), column="pair", value=pair, hint=_("见结对名单"))
    project = Project(name=name.strip(), pair=found, programme=found.programme.code)
    project.host_region, project.home_region = found.recipient, found.supporter
    project.park = _park(park)
    if project.park is not None and project.park.host_region:
        project.host_region = project.park.host_region
    _set(project, {key: value for key, value in fields.items() if value not in ("", None)})
    _fail_if_out_of_reach(by, project)
    return project


def _set(project: Project, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        if name not in EDITABLE:
            raise refuse(_("不能修改"), column=name, hint=f"of {', '.join(EDITABLE)}")
        setattr(project, name, value)
    if project.secrecy not in Secrecy.values:
        hint = f"of {', '.join(Secrecy.values)}"
        raise refuse(_("没有这个密级"), column="secrecy", value=project.secrecy, hint=hint)


def _park(code: str) -> Park | None:
    if not code:
        return None
    found = Park.objects.filter(code=code).first()
    if found is None:
        raise refuse(_("没有这个园区"), column="park", value=code, hint=_("见园区名录"))
    return found


def _changed_firm(project: Project, firm: str | None, code: str | None) -> Firm | None:
    old = project.firm
    name = firm if firm is not None else (old.name if old else "")
    number = code if code is not None else (old.credit_code or "" if old else "")
    return keep_firm(name=name, code=number) if name or number else None


def _fail_if_out_of_reach(user: User, project: Project) -> None:
    """Nobody puts a project where he or she could not change it."""
    is_within = covers(
        reach(user, EDIT_PROJECTS),
        secrecy=project.secrecy,
        programme=project.programme,
        pair=project.pair.key,
        regions=(project.host_region, project.home_region),
        park=project.park.code if project.park else "",
        organisation=(project.firm.credit_code or "") if project.firm else "",
    )
    if not is_within:
        raise Http404("out of reach")


def _next_code(project: Project, today: date) -> str:
    stem = f"{project.host_region or 'P'}-{today.year}-"
    last = Project.objects.filter(code__startswith=stem).order_by("-code").first()
    ending = last.code.removeprefix(stem) if last else "0"
    return f"{stem}{int(ending) + 1 if ending.isdigit() else 1:04d}"


def _save(project: Project) -> None:
    firm = project.firm.name if project.firm else ""
    project.search = summary.search_text(project.code, project.name, firm)
    try:
        with transaction.atomic():
            project.save()
    except IntegrityError as error:
        if Project.objects.filter(code=project.code).exclude(pk=project.pk).exists():
            hint = _("留空则自动编号")
            raise Refusal(
                Problem(_("编号已经有了"), column="code", value=project.code, hint=hint)
            ) from error
        raise refusal_of(error) from error


def _found(project: Project, by: User, on: date, today: date) -> None:
    fail_if_unlikely(on, today=today, column="found_on")
    StageEvent.objects.create(
        project=project,
        stage=Stage.LEAD,
        on=on,
        recorded_by=by.username,
        recorded_at=timezone.now(),
    )


def _label(name: str) -> str:
    return str(Project._meta.get_field(name).verbose_name)
