"""The reason without which a step is refused."""

import unicodedata

from django.utils.translation import gettext as _

from institutions.refusals import Refused


def given_reason(text: str) -> str:
    """The reason without space around it, in NFC. Raises Refused when there is none."""
    if not text.strip():
        raise Refused(_("Hãy nêu lý do."))
    return unicodedata.normalize("NFC", text.strip())
