"""What was answered: reporting years, returns, annual figures with the trace of every change, and files of figures."""

from .explanations import Explanation
from .figures import AnnualFigure, FigureChange, State
from .files import CheckedRow, ImportBatch, KeptFile, RememberedColumn
from .returns import Submission, SubmissionEvent
from .touched import TouchedSubmission
from .years import ReportingYear

__all__ = [
    "AnnualFigure",
    "CheckedRow",
    "Explanation",
    "FigureChange",
    "ImportBatch",
    "KeptFile",
    "RememberedColumn",
    "ReportingYear",
    "State",
    "Submission",
    "SubmissionEvent",
    "TouchedSubmission",
]
