"""Days in forms: read and shown day first, whatever the machine speaks, and a sentence for what is no day."""

import datetime

import pytest
from django import forms
from django.utils import translation

from institutions.forms.days import DateField


class Form(forms.Form):
    on = DateField(label="Ngày")
    until = DateField(label="Đến", required=False, help_text="Để trống: hôm nay.")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/12/2025", datetime.date(2025, 12, 31)),
        ("31-12-2025", datetime.date(2025, 12, 31)),
        ("31.12.2025", datetime.date(2025, 12, 31)),
        ("1/7/2025", datetime.date(2025, 7, 1)),
        ("03/04/2025", datetime.date(2025, 4, 3)),
        (" 31 / 12 / 2025 ", datetime.date(2025, 12, 31)),
        ("2025-12-31", datetime.date(2025, 12, 31)),
        ("2025-04-03", datetime.date(2025, 4, 3)),
        ("29/02/2024", datetime.date(2024, 2, 29)),
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_day_is_read_day_first_in_either_language(text, day, language):
    with translation.override(language):
        form = Form({"on": text})
        assert form.is_valid(), form.errors
        assert form.cleaned_data["on"] == day


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31/02/2025", "Không có ngày 31/02/2025. Hãy viết ngày/tháng/năm, ví dụ 31/12/2025."),
        ("29/2/2025", "Không có ngày 29/02/2025. Hãy viết ngày/tháng/năm, ví dụ 31/12/2025."),
        ("12/31/2025", "Không có tháng 31. Hãy viết ngày trước, tháng sau, ví dụ 31/12/2025."),
        ("00/00/2025", "Không có ngày 00/00/2025. Hãy viết ngày/tháng/năm, ví dụ 31/12/2025."),
        ("31/12/25", "Hãy viết đủ bốn chữ số của năm, ví dụ 31/12/2025."),
        ("cuối năm", "“cuối năm” không phải là ngày. Hãy viết ngày/tháng/năm, ví dụ 31/12/2025."),
        ("20251231", "“20251231” không phải là ngày. Hãy viết ngày/tháng/năm, ví dụ 31/12/2025."),
        ("٣١/١٢/٢٠٢٥", "“٣١/١٢/٢٠٢٥” không phải là ngày. Hãy viết ngày/tháng/năm, ví dụ 31/12/2025."),
        ("01/01/1500", "Ngày phải từ 01/01/1800 đến 31/12/2199."),
        ("2025-02-31", "Không có ngày 31/02/2025. Hãy viết ngày/tháng/năm, ví dụ 31/12/2025."),
        ("", "Hãy điền mục này."),
    ],
)
def test_what_is_no_day_gets_a_sentence(text, sentence):
    assert Form({"on": text}).errors["on"] == [sentence]


@pytest.mark.parametrize("written", ["2025-12-31", "31/12/2025", datetime.date(2025, 12, 31)])
def test_day_is_shown_day_first_wherever_it_came_from(written):
    shown = str(Form({"on": written})["on"]) if isinstance(written, str) else str(Form(initial={"on": written})["on"])
    assert 'value="31/12/2025"' in shown
    assert 'type="text"' in shown
    assert 'inputmode="numeric"' in shown


def test_what_was_written_wrongly_is_shown_as_it_was_written():
    assert 'value="2025-02-31"' in str(Form({"on": "2025-02-31"})["on"])
    assert 'value="12/31/2025"' in str(Form({"on": "12/31/2025"})["on"])


def test_field_says_how_a_day_is_written():
    form = Form()
    assert str(form["on"].help_text) == "Ví dụ 31/12/2025."
    assert str(form["until"].help_text) == "Ví dụ 31/12/2025. Để trống: hôm nay."


def test_same_day_written_in_another_way_is_no_change():
    assert not Form({"on": "2025-12-31"}, initial={"on": datetime.date(2025, 12, 31)}).has_changed()
