"""Sentences that can be checked: each holds figures with their sources, or one exact quotation.

What a sentence may say is a form: a text with places for figures, for names and for a quotation,
and for each figure what is counted and where. The sentence tells them as data; its words follow
from them. So whoever has the forms can make the words anew, count each figure again from its
source, and hold a quotation against the original.
"""

from shared.cited.check import Failure, Originals, check
from shared.cited.forms import Composer, Form, Forms, NoSuchForm
from shared.cited.sentence import Figure, Name, Quotation, Sentence

__all__ = [
    "Composer",
    "Failure",
    "Figure",
    "Form",
    "Forms",
    "Name",
    "NoSuchForm",
    "Originals",
    "Quotation",
    "Sentence",
    "check",
]
