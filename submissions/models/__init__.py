"""What was answered: reporting years, returns, annual figures with their traces, and what is around them."""

from .approvals import FigureApproval
from .deadlines import Extension, RemindedReturn, Reminder
from .evidence import Evidence
from .explanations import Explanation
from .figures import AnnualFigure, FigureChange, State
from .files import CheckedRow, ImportBatch, KeptFile, RememberedColumn
from .questions import FigureQuestion, FigureReply
from .returns import Submission, SubmissionEvent
from .tolerances import Tolerance
from .touched import TouchedSubmission
from .years import Calendar, ReportingYear

__all__ = [
    "AnnualFigure",
    "Calendar",
    "CheckedRow",
    "Evidence",
    "Explanation",
    "Extension",
    "FigureApproval",
    "FigureChange",
    "FigureQuestion",
    "FigureReply",
    "ImportBatch",
    "KeptFile",
    "RememberedColumn",
    "RemindedReturn",
    "Reminder",
    "ReportingYear",
    "State",
    "Submission",
    "SubmissionEvent",
    "Tolerance",
    "TouchedSubmission",
]
