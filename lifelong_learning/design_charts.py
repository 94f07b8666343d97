"""Charts of each kind with made-up figures, for the page of all parts."""

from fractions import Fraction

from django.utils.translation import gettext as _

from reports.charts import Chart, ChartTable
from reports.charts.bullet import Bullet, Threshold
from reports.charts.bullet import Mark as BulletMark
from reports.charts.multiples import Multiples, Panel
from reports.charts.of_results import in_percent
from reports.charts.response import Bar, Response
from reports.charts.spark import Spark, Spot
from reports.charts.strip import Strip, Unit
from reports.charts.trend import Mark, Outlook, Point, Trend

SHARES = [(2022, 41.2), (2023, 48.0), (2024, 55.5), (2025, 61.54)]
UNITS = [("Ea Kar", 31.0), ("Buôn Hồ", 47.5), ("Cư Kuin", 55.0), ("Tuy Hòa", 55.5), ("Lắk", 72.0), ("Krông Pắc", 88.9)]
OTHER_PLAN, OWN_PLAN = "1520/QĐ-TTg", "06/KH-UBND"


def _of_years() -> ChartTable:
    lines = [(str(year), in_percent(share)) for year, share in SHARES]
    return ChartTable((_("Năm"), _("Tỷ lệ")), lines)


def _trend() -> Trend:
    *past, (year, share) = SHARES
    return Trend(
        name="sample-trend",
        title=_("Qua các năm: đường đi tới mục tiêu"),
        description=_("Từ 41,2 % năm 2022 lên 61,54 % năm 2025; mục tiêu năm 2030 là 90 %."),
        table=_of_years(),
        points=[
            *(Point(at, value, in_percent(value)) for at, value in past),
            Point(year, share, in_percent(share), 70),
        ],
        marks=[Mark(2025, 87, f"{OWN_PLAN}: 87 %"), Mark(2030, 90, f"{OTHER_PLAN}: 90 %", other=True)],
        outlook=Outlook((year, share), (2030, 91.7), in_percent(91.7)),
        says=in_percent,
        top=100,
        year=year,
    )


def _strip() -> Strip:
    return Strip(
        name="sample-strip",
        title=_("Các đơn vị: ai đứng ở đâu"),
        description=_("Hai trong sáu đơn vị đạt 60 %."),
        table=ChartTable((_("Đơn vị"), _("Tỷ lệ")), [(name, in_percent(share)) for name, share in UNITS]),
        units=[
            Unit(name, share, in_percent(share), "met" if share >= 60 else "open" if share > 50 else "not_met")
            for name, share in UNITS
        ],
        target=60,
        target_label=_("mục tiêu 60 %"),
        legend=[("met", _("Đạt")), ("open", _("Chưa kết luận")), ("not_met", _("Không đạt"))],
        says=in_percent,
    )


def _multiples() -> Multiples:
    panels = [
        Panel(name, [(year, share - drop) for year, share in SHARES], in_percent(SHARES[-1][1] - drop), 60)
        for name, drop in ((_("Thư viện"), 0), (_("Bảo tàng"), 12), (_("Nhà văn hóa"), 25))
    ]
    return Multiples(
        name="sample-multiples",
        title=_("Nhiều thứ trên cùng một thước"),
        description=_("Thư viện cao nhất, nhà văn hóa thấp nhất; cả ba cùng tăng."),
        table=ChartTable(
            (_("Loại hình"), *(str(year) for year, _share in SHARES)),
            [(panel.name, *(in_percent(share) for _year, share in panel.values)) for panel in panels],
        ),
        panels=panels,
        says=in_percent,
    )


def _response() -> Response:
    words = [
        ("approved", _("đã duyệt")),
        ("submitted", _("đã nộp")),
        ("returned", _("trả lại để sửa")),
        ("draft", _("đang nhập")),
        ("none", _("chưa bắt đầu")),
    ]
    counts = {"approved": 86, "submitted": 9, "returned": 2, "draft": 13}
    return Response(
        name="sample-response",
        title=_("Ai đã báo cáo"),
        description=_("95 trong 110 đơn vị đã nộp."),
        table=ChartTable((_("Tình trạng"), _("Báo cáo")), [(word, str(counts.get(state, 0))) for state, word in words]),
        bars=[Bar("2025", counts, "95/110")],
        legend=words,
    )


def examples() -> list[Chart]:
    """One chart of each kind that stands as a figure; what they show is made up."""
    return [_trend(), _strip(), _multiples(), _response()]


def bullet() -> Bullet:
    """The bar of a target: 61,54 % of 87 %, a further fifth silent."""
    own = Threshold(OWN_PLAN, 2025, Fraction(87), own=True, now=True)
    other = Threshold(OTHER_PLAN, 2030, Fraction(95), own=False, now=False)
    return Bullet(
        name="sample-bullet",
        title=_("Đạt 61,54 %, chưa báo cáo 20 %, còn cần 5,46 %"),
        thresholds=[own, other],
        marks=[BulletMark(208.8, own), BulletMark(228, other)],
        table=_of_years(),
        met=(0, 147.7),
        silent=(147.7, 48),
        needed=(195.7, 13.1),
    )


def spark() -> Spark:
    """A line through four years, small enough for a row, and where it leads."""
    return Spark(
        name="sample-spark",
        title=_("Tăng đều qua bốn năm"),
        description=_("Đường thẳng của hai năm cuối dẫn tới 91,7 % năm 2030."),
        spots=[Spot(5, 27, False), Spot(25, 23, False), Spot(45, 18, False), Spot(65, 14, True)],
        strokes=["5,27 25,23 45,18 65,14"],
        ahead="65,14 127,5",
        goal=(127, 7),
        table=_of_years(),
    )
