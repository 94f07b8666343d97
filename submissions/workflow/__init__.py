"""The verbs of the yearly round. Nothing else changes a year, a submission's state, or a figure.

Each is atomic, locks what it changes, writes its trace, and refuses what the state does not allow. Whether the person
may do it is asked before, through the querysets (`editable_by`, `reviewable_by`).
"""

from institutions.refusals import Refused

from ..answers import Answer, Conflict, Saved
from .deadlines import extend, extend_many
from .files import AnswersByUnit, save_file
from .gate import Unready
from .handing_over import HandingOver, hand_over, what_handing_over_does
from .reminders import send_reminders
from .returns import (
    approve,
    ensure_submission,
    ensure_submissions,
    reopen,
    return_for_correction,
    save_figures,
    submit,
    withdraw,
)
from .taking_over import confirm_answers, stable_answers, take_over
from .tolerances import set_tolerances
from .undoing import Undo, undo_file, what_undoing_does
from .years import add_year, call_for_returns, change_year, close_year, open_year, reopen_year

__all__ = [
    "Answer", "AnswersByUnit", "Conflict", "HandingOver", "Refused", "Saved", "Undo", "Unready", "add_year", "approve",
    "call_for_returns", "change_year", "close_year", "confirm_answers", "ensure_submission", "ensure_submissions",
    "extend", "extend_many", "hand_over", "open_year", "reopen", "reopen_year", "return_for_correction",
    "save_figures", "save_file", "send_reminders", "set_tolerances", "stable_answers", "submit", "take_over",
    "undo_file", "what_handing_over_does", "what_undoing_does", "withdraw",
]  # fmt: skip
