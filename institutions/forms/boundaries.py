"""Sending the outlines of units, and withdrawing them."""

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .days import DateField


class BoundariesForm(forms.Form):
    """A GeoJSON file, the day as at which its codes are read, and where it comes from."""

    file = forms.FileField(
        label=gettext_lazy("Tệp ranh giới (GeoJSON)"),
        help_text=gettext_lazy(
            "FeatureCollection, tọa độ WGS84; mỗi đơn vị một đối tượng Polygon hoặc MultiPolygon, "
            "có mã ở properties.code."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
        error_messages={
            "required": gettext_lazy("Hãy chọn một tệp."),
            "empty": gettext_lazy("Tệp rỗng. Hãy kiểm tra rồi chọn lại."),
        },
    )
    on = DateField(
        label=gettext_lazy("Mã trong tệp là mã vào ngày"),
        help_text=gettext_lazy("Cùng một mã có thể chỉ đơn vị khác ở thời kỳ khác: trước 01/07/2025 và từ ngày ấy."),
        error_messages={"required": gettext_lazy("Hãy ghi ngày.")},
    )
    source = forms.CharField(
        label=gettext_lazy("Nguồn"),
        max_length=300,
        help_text=gettext_lazy("Ai lập, năm nào; ghi dưới bản đồ."),
        error_messages={"required": gettext_lazy("Hãy ghi nguồn: bản đồ nào cũng phải nói do ai lập.")},
    )
    licence = forms.CharField(
        label=gettext_lazy("Quyền sử dụng"),
        max_length=300,
        help_text=gettext_lazy("Ví dụ: CC BY 4.0, hoặc văn bản cho phép dùng."),
        error_messages={"required": gettext_lazy("Hãy ghi vì sao được dùng tệp này.")},
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.MAX_UPLOAD_BYTES:
            raise forms.ValidationError(
                _("Tệp lớn quá %(most)s. Hãy giản lược đường ranh giới rồi gửi lại."),
                params={"most": filesizeformat(settings.MAX_UPLOAD_BYTES)},
            )
        return file

    @classmethod
    def empty(cls) -> "BoundariesForm":
        """The form with today's day, as codes are mostly today's."""
        return cls(initial={"on": timezone.localdate()})


class WithdrawBoundariesForm(forms.Form):
    """Why a set is drawn no more."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do rút"),
        max_length=300,
        error_messages={"required": gettext_lazy("Hãy ghi lý do.")},
    )
