"""The unified social credit code of firms and bodies (统一社会信用代码), GB 32100-2015."""

from __future__ import annotations

from jiedui.core.errors import Problem, Refusal

LENGTH = 18
# GB 32100-2015, table 1: digits and capitals without I, O, S, V and Z.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# GB 32100-2015, 5.3: powers of 3 modulo 31, one for each of the first seventeen characters.
WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))


def check_character(first_seventeen: str) -> str:
    """The last character of the code that begins so.

    >>> check_character("91350100M000100Y4")
    '3'
    """
    weighted = zip(first_seventeen, WEIGHTS, strict=True)
    total = sum(ALPHABET.index(character) * weight for character, weight in weighted)
    return ALPHABET[-total % len(ALPHABET)]


def why_not_a_code(text: str) -> str:
    """What keeps a text from being a credit code; empty where it is one.

    >>> why_not_a_code("91350100M000100Y43"), why_not_a_code("91350100M000100Y44")
    ('', 'its check character is 3')
    """
    if len(text) != LENGTH:
        return f"it has {len(text)} characters, a credit code has {LENGTH}"
    strange = sorted(set(text) - set(ALPHABET))
    if strange:
        return f"it holds {', '.join(strange)}, which no credit code does"
    wanted = check_character(text[:-1])
    return "" if text[-1] == wanted else f"its check character is {wanted}"


def credit_code(text: str) -> str:
    """The code without spaces and in capitals.

    Raises
    ------
    Refusal
        The text is no credit code.

    >>> credit_code(" 91350100m000100y43 ")
    '91350100M000100Y43'
    """
    code = "".join(text.split()).upper()
    reason = why_not_a_code(code)
    if reason:
        hint = f"{reason}; copy the eighteen characters of the business licence"
        raise Refusal(Problem("not a credit code", column="credit_code", value=text, hint=hint))
    return code
