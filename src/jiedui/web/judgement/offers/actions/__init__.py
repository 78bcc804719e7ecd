"""Everything that changes offers and lists. Each is one transaction, asked of `access`, audited."""

from jiedui.web.judgement.offers.actions.answering import (
    answer_question,
    ask,
    reply,
    withdraw,
)
from jiedui.web.judgement.offers.actions.listing import (
    add_condition,
    check_condition,
    claim_link,
    confirm_lines,
    draft_list,
    drop_condition,
)
from jiedui.web.judgement.offers.actions.sending import ROWS_MAX, OfferRow, Term, send_offers
from jiedui.web.judgement.offers.actions.signing import sign_list

__all__ = [
    "ROWS_MAX",
    "OfferRow",
    "Term",
    "add_condition",
    "answer_question",
    "ask",
    "check_condition",
    "claim_link",
    "confirm_lines",
    "draft_list",
    "drop_condition",
    "reply",
    "send_offers",
    "sign_list",
    "withdraw",
]
