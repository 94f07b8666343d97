"""The words of the portal, one for each thing: what they mean, an example with numbers, and where they are met.

The page of the glossary, the search and the `{% term %}` tag all read this one list. A word that must not be used
beside the right one stands in `instead_of`; tests/test_words.py holds templates and sentences to it.
"""

from .asking import HOW_IT_IS_ANSWERED, WHAT_IS_ASKED
from .results import HOW_IT_IS_JUDGED, WHICH_FIGURES
from .terms import Chapter, Term

__all__ = ["GLOSSARY", "TERMS", "Chapter", "Term"]

GLOSSARY = (WHAT_IS_ASKED, HOW_IT_IS_ANSWERED, HOW_IT_IS_JUDGED, WHICH_FIGURES)
TERMS = {term.slug: term for chapter in GLOSSARY for term in chapter.terms}
