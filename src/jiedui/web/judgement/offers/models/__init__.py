"""Offers of firms to parks, and the list of who does what."""

from jiedui.web.judgement.offers.models.listing import Condition, DevelopmentList, Line
from jiedui.web.judgement.offers.models.offer import Offer, Question

__all__ = ["Condition", "DevelopmentList", "Line", "Offer", "Question"]
