"""What the database refuses, in the user's words."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError, models

from jiedui.core.errors import Problem, Refusal


def refusal_of(error: IntegrityError) -> Refusal:
    """The refusal that says what an `IntegrityError` means, by the constraint that it names."""
    text = str(error)
    for model, constraint in _constraints():
        if _is_named(text, model, constraint):
            reason = str(constraint.violation_error_message)
            return Refusal(Problem(reason, column=str(model._meta.verbose_name)))
    return Refusal(Problem(text.splitlines()[0]))


def _constraints() -> Iterator[tuple[type[models.Model], models.BaseConstraint]]:
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            yield model, constraint


def _is_named(text: str, model: type[models.Model], constraint: models.BaseConstraint) -> bool:
    """PostgreSQL names every constraint; SQLite names a unique one by its columns only."""
    if constraint.name in text:
        return True
    columns = _columns(model, getattr(constraint, "fields", ()))
    return bool(columns) and f"UNIQUE constraint failed: {columns}" in text


def _columns(model: type[models.Model], fields: tuple[str, ...]) -> str:
    try:
        names = [model._meta.get_field(field).column for field in fields]
    except FieldDoesNotExist:
        return ""
    return ", ".join(f"{model._meta.db_table}.{name}" for name in names)
