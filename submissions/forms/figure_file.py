"""Sending a file of figures."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from ..models import Submission
from ..tables import too_large

KEEP = ""


class FigureFileForm(forms.Form):
    """A CSV or Excel file, and what the returns that it touches become."""

    file = forms.FileField(
        label=_("Tệp số liệu (Excel hoặc CSV)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.csv,.txt"}),
        error_messages={
            "required": _("Hãy chọn một tệp."),
            "empty": _("Tệp không có nội dung. Hãy kiểm tra rồi chọn lại."),
        },
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(KEEP, _("giữ nguyên tình trạng")), (Submission.Status.SUBMITTED, _("được nộp"))]
        if user.scope().is_reviewer:
            choices.append((Submission.Status.APPROVED, _("được nộp và duyệt")))
        self.fields["status"] = forms.ChoiceField(label=_("Sau khi nhập, báo cáo"), required=False, choices=choices)

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.MAX_UPLOAD_BYTES:
            raise forms.ValidationError(too_large(file.name or ""))
        return file
