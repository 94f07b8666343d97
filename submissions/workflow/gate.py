"""What a return must pass before it is submitted: no errors, and words for whatever must be explained."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from institutions.refusals import Refused
from institutions.responsibility import current_responsibility

from ..findings import ReturnFindings, findings_of
from ..models import Submission


class Unready(Refused):
    """A return that cannot be submitted yet, with what the checks find in it."""

    def __init__(self, findings: ReturnFindings) -> None:
        self.findings = findings
        super().__init__(_("Chưa nộp được: còn %(what)s. Xem thẻ “Kiểm tra” của báo cáo.") % {"what": owed(findings)})


def refuse_unready(submission: Submission) -> None:
    """Raise Unready unless the return, which the caller holds locked, may be submitted as it is."""
    findings = findings_of(submission, current_responsibility())
    if findings.blocks_submitting:
        raise Unready(findings)


def owed(findings: ReturnFindings) -> str:
    """How much of each kind stands in the way: "2 lỗi phải sửa và 5 điểm cần giải thích"."""
    errors, unexplained = len(findings.errors), len(findings.unexplained)
    parts = []
    if errors:
        parts.append(ngettext("%(number)d lỗi phải sửa", "%(number)d lỗi phải sửa", errors) % {"number": errors})
    if unexplained:
        part = ngettext("%(number)d điểm cần giải thích", "%(number)d điểm cần giải thích", unexplained)
        parts.append(part % {"number": unexplained})
    return _(" và ").join(parts)
