"""Sending a file that shows that a figure is right."""

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..reading.documents import ENDINGS
from ..workflow.evidence import too_large


class EvidenceForm(forms.Form):
    """One document. What it is and how many there may be, the verb asks."""

    file = forms.FileField(
        label=gettext_lazy("Tệp minh chứng"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={
            "required": gettext_lazy("Hãy chọn một tệp."),
            "empty": gettext_lazy("Tệp không có nội dung. Hãy kiểm tra rồi chọn lại."),
        },
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["file"].help_text = _("PDF, ảnh JPEG hoặc PNG, Word, Excel, OpenDocument; tối đa %(limit)d MB.") % {
            "limit": settings.MAX_EVIDENCE_BYTES // (1024 * 1024)
        }

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.MAX_EVIDENCE_BYTES:  # before its bytes are read
            raise forms.ValidationError(too_large(file.name or ""))
        return file
