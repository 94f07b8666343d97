"""Words about what is asked, and how it is answered."""

from django.utils.translation import gettext_lazy as _

from .terms import Chapter, Term, Text

_PLANS: tuple[str, Text] = ("indicators:plans", _("trang Kế hoạch"))
_REGISTRY: tuple[str, Text] = ("institutions:list", _("danh sách cơ sở"))
_UNITS: tuple[str, Text] = ("institutions:units", _("trang Đơn vị hành chính"))
_OFFICES: tuple[str, Text] = ("institutions:reporting_units", _("danh sách đơn vị báo cáo"))
_YEARS: tuple[str, Text] = ("submissions:years", _("trang Báo cáo"))
_CHECKS: tuple[str, Text] = ("submissions:checks", _("trang Số liệu được kiểm tra những gì"))

WHAT_IS_ASKED = Chapter(
    "asked",
    _("Hỏi gì, hỏi ai"),
    (
        Term(
            "criterion",
            _("tiêu chí"),
            _(
                "Điều mà kế hoạch muốn đạt, kèm quy tắc để biết một cơ sở có đạt hay không, hoặc số lượt "
                "nào phải tăng. "
                "Tiêu chí là định nghĩa; tỷ lệ của nó luôn được tính, không ai gõ vào."
            ),
            _("L1: thư viện có dịch vụ phục vụ học tập suốt đời. Thư viện trả lời “có” thì đạt L1."),
            *_PLANS,
            ("tiêu chuẩn đánh giá", "chỉ số đánh giá", "bộ chỉ số"),
        ),
        Term(
            "measure",
            _("chỉ tiêu"),
            _(
                "Một câu hỏi gửi mỗi cơ sở mỗi năm: một số đếm, hoặc có/không. Một tiêu chí dùng một hay "
                "nhiều chỉ tiêu."
            ),
            _("“Lượt bạn đọc tại chỗ: 1.250” là số liệu của một chỉ tiêu, một cơ sở, một năm."),
            *_PLANS,
            ("chỉ báo thống kê", "biến số"),
        ),
        Term(
            "target",
            _("mục tiêu"),
            _(
                "Mức mà một tiêu chí phải đạt cho một nhóm cơ sở, đến một năm mốc. Mỗi mục tiêu có câu "
                "trích của văn bản."
            ),
            _("Thư viện công cộng cấp huyện: 87 % vào năm 2025, 93 % vào năm 2030."),
            *_PLANS,
            ("chỉ tiêu phấn đấu", "đích đến"),
        ),
        Term(
            "institution",
            _("cơ sở"),
            _(
                "Một thư viện, bảo tàng, trung tâm văn hóa hoặc nhà văn hóa. Mỗi cơ sở có một mã không "
                "bao giờ dùng lại, "
                "và giữ mã ấy khi đổi tên, chuyển chỗ hay sáp nhập."
            ),
            _("Thư viện huyện đổi tên từ 01/07/2025 vẫn là một cơ sở: kết quả năm 2024 giữ tên cũ."),
            *_REGISTRY,
            ("thiết chế văn hóa", "đơn vị sự nghiệp"),
        ),
        Term(
            "administrative-unit",
            _("đơn vị hành chính"),
            _("Tỉnh, huyện hoặc xã như vào một ngày. Mã có thể được dùng lại cho nơi khác, nên luôn đi kèm ngày."),
            _("Mã 22015 là Phường 1 đến 30/06/2025, và là Phường Tuy Hòa từ 01/07/2025."),
            *_UNITS,
            ("đơn vị địa phương", "địa phương hành chính"),
        ),
        Term(
            "reporting-unit",
            _("đơn vị báo cáo"),
            _(
                "Ai trả lời cho một hay nhiều cơ sở: cơ quan của huyện hoặc xã, hoặc cơ sở tự báo cáo. "
                "Mỗi năm một báo cáo."
            ),
            _("Ủy ban nhân dân một xã báo cáo cho 1 thư viện xã và 12 nhà văn hóa thôn: 13 cơ sở, 1 báo cáo."),
            *_OFFICES,
            ("đơn vị nộp báo cáo", "đơn vị gửi báo cáo", "cơ quan báo cáo"),
        ),
    ),
)

HOW_IT_IS_ANSWERED = Chapter(
    "answered",
    _("Trả lời thế nào"),
    (
        Term(
            "reporting-year",
            _("năm báo cáo"),
            _(
                "Kỳ mà số liệu nói về, có ngày đầu, ngày cuối, ngày chốt danh sách và hạn nộp riêng. "
                "Năm dự kiến chưa nhập được; năm đã khóa không ai sửa được."
            ),
            _("Năm báo cáo 2025 theo lịch hành chính: từ 15/12/2024 đến 14/12/2025."),
            *_YEARS,
            ("kì báo cáo", "niên độ"),
        ),
        Term(
            "reference-date",
            _("ngày chốt danh sách"),
            _("Ngày mà danh sách cơ sở được đếm như vào ngày ấy: cơ sở hoạt động vào ngày chốt thì nằm trong tổng số."),
            _("Ngày chốt 31/12/2025: cơ sở ngừng hoạt động ngày 30/09/2025 không còn trong tổng số của năm 2025."),
            *_YEARS,
            ("ngày tham chiếu", "ngày khóa sổ"),
        ),
        Term(
            "return",
            _("báo cáo"),
            _(
                "Số liệu của mọi cơ sở mà một đơn vị báo cáo phụ trách, cho một năm: đang nhập, đã nộp, "
                "trả lại, đã duyệt."
            ),
            _("Báo cáo năm 2025 của một xã có 13 cơ sở; nhập đủ 9 thì còn 4 cơ sở chưa báo cáo."),
            *_YEARS,
            ("bản kê khai", "phiếu kê khai"),
        ),
        Term(
            "late",
            _("trễ hạn"),
            _(
                "Quá hạn nộp (hoặc hạn đã gia hạn, cộng số ngày được nộp chậm) mà báo cáo chưa được nộp. "
                "Nộp sau đó thì báo cáo mang chữ “nộp muộn”."
            ),
            _("Hạn 31/01/2026, được nộp chậm 5 ngày: từ 06/02/2026 mới tính là trễ hạn."),
            *_YEARS,
            ("chậm hạn",),
        ),
        Term(
            "silent",
            _("chưa báo cáo"),
            _(
                "Chưa có số liệu nào cho câu hỏi. Khác với 0, và khác với “không rõ”. Cơ sở chưa báo cáo "
                "vẫn nằm trong tổng số."
            ),
            _("10 thư viện, 6 đạt, 1 không đạt, 3 chưa báo cáo: 6/10 = 60 %."),
            *_CHECKS,
            ("bỏ trống số liệu",),
        ),
        Term(
            "unknown",
            _("không rõ"),
            _("Cơ sở được hỏi và trả lời rằng không biết con số. Không phải 0: kết quả còn chưa kết luận."),
            _("Ghi dấu ? trong ô. Tổng lượt của năm khi ấy là “chưa đủ”."),
            *_CHECKS,
            ("không xác định được", "chưa rõ số liệu"),
        ),
        Term(
            "not-applicable",
            _("không áp dụng"),
            _("Câu hỏi không có nghĩa với cơ sở này, có nêu lý do. Câu trả lời này không làm cơ sở đạt."),
            _("Thư viện đóng cửa sửa chữa cả năm: ghi KAD và lý do."),
            *_CHECKS,
            ("không thích hợp", "không phù hợp để hỏi"),
        ),
    ),
)
