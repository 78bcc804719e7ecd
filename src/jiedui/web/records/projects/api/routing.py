"""The router that the operations of projects join."""

from __future__ import annotations

from ninja import Router

router = Router(tags=["projects"])
