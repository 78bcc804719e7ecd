"""Sentences about what was set aside for single regions, each with its reason (mission B16)."""

from __future__ import annotations

from jiedui.analysis.pairing import PairingResult
from jiedui.analysis.pairing.records import OverrideRecord
from jiedui.reports.sentences.pairing import Lang, short


def overrides(result: PairingResult, lang: Lang = "zh") -> list[str]:
    """One sentence per override: whose, what instead of what, why, and where it was written."""
    return [override(item, result, lang) for item in result.overrides]


def override(item: OverrideRecord, result: PairingResult, lang: Lang = "zh") -> str:
    """A single one of them."""
    name = short(item.name, lang)
    said = [text for text in (_quota(item, result, lang), _weights(item, result, lang)) if text]
    if lang == "zh":
        where = f"（{item.source}）" if item.source else ""
        return f"{name}单独设定：{'；'.join(said)}。理由：{item.reason}{where}"
    where = f" ({item.source})" if item.source else ""
    return f"{name} differs: {'; '.join(said)}. Reason: {item.reason}{where}"


def _quota(item: OverrideRecord, result: PairingResult, lang: Lang) -> str:
    if item.quota_min is None or item.quota_max is None:
        return ""
    rule = next((one for one in result.rules if one.id == item.instead_of), None)
    low, high = item.instead_of_quota
    if lang == "zh":
        named = f"“{rule.name_zh}”" if rule else item.instead_of
        now, before = _range(item.quota_min, item.quota_max, "至"), _range(low, high, "至")
        return f"结对数{now}，原按{named}为{before}"
    named = f'"{rule.name_en}"' if rule else item.instead_of
    now, before = _range(item.quota_min, item.quota_max, " to "), _range(low, high, " to ")
    return f"number of partners {now}, where {named} has {before}"


def _range(low: int, high: int, to: str) -> str:
    return str(low) if low == high else f"{low}{to}{high}"


def _weights(item: OverrideRecord, result: PairingResult, lang: Lang) -> str:
    names = result.definitions["criteria"]
    said = [
        f"{names[key][f'name_{lang}']} {weight:.3g}"
        for key, weight in item.weights.items()
        if weight > 0
    ]
    if not said:
        return ""
    return f"权重{'、'.join(said)}" if lang == "zh" else f"weights {', '.join(said)}"
