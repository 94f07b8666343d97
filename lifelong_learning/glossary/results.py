"""Words about what figures mean, and which of them are counted."""

from django.utils.translation import gettext_lazy as _

from .terms import Chapter, Term, Text

_CHECKS: tuple[str, Text] = ("submissions:checks", _("trang Số liệu được kiểm tra những gì"))
_PUBLISHED: tuple[str, Text] = ("reports:publications", _("trang Các bản công bố"))

HOW_IT_IS_JUDGED = Chapter(
    "judged",
    _("Kết luận thế nào"),
    (
        Term(
            "met",
            _("đạt"),
            _("Đã đủ để bằng hoặc hơn mục tiêu, dù các cơ sở chưa báo cáo trả lời thế nào."),
            _("Mục tiêu 60 %, 10 thư viện, 7 đạt: 7/10 = 70 %, đạt dù 3 thư viện còn lại trả lời “không”."),
            instead_of=("đạt chuẩn yêu cầu", "hoàn thành mục tiêu"),
        ),
        Term(
            "not-met",
            _("không đạt"),
            _("Không đủ, dù mọi cơ sở chưa báo cáo đều đạt."),
            _("Mục tiêu 60 %, 10 thư viện, 3 đạt, 5 không đạt, 2 chưa báo cáo: nhiều nhất 5/10 = 50 %."),
            instead_of=("chưa đạt yêu cầu",),
        ),
        Term(
            "open",
            _("chưa kết luận"),
            _("Các cơ sở chưa báo cáo còn có thể làm thay đổi kết quả, nên chưa nói là đạt hay không đạt."),
            _("Mục tiêu 60 %, 10 thư viện, 5 đạt, 3 không đạt, 2 chưa báo cáo: từ 50 % đến 70 %."),
            instead_of=("chưa xác định kết quả", "chờ kết luận"),
        ),
        Term(
            "not-judged",
            _("không xét"),
            _("Năm ấy không có cơ sở nào thuộc nhóm, hoặc mục tiêu chỉ xét đến một ngày đã qua: không có gì để tính."),
            _("Thư viện cấp huyện năm 2026: 0/0, vì cấp huyện không còn từ 01/07/2025."),
        ),
        Term(
            "needed",
            _("còn cần"),
            _("Số cơ sở (hoặc số lượt) phải thêm để đạt mục tiêu. “Không thể đạt” nghĩa là tổng số không đủ."),
            _("Mục tiêu 87 % của 15 huyện cần 14 (13/15 = 86,67 %). Đã có 12 thì còn cần 2."),
            instead_of=("còn thiếu bao nhiêu cơ sở",),
        ),
        Term(
            "rounding",
            _("làm tròn"),
            _(
                "Mỗi mục tiêu nói rõ tỷ lệ được so chính xác hay sau khi làm tròn đến phần trăm. Khi cách "
                "kia cho kết luận "
                "khác, trang kết quả nói ra."
            ),
            _("13/15 = 86,67 %. So chính xác với 87 %: không đạt. Làm tròn thành 87 %: đạt."),
            instead_of=("quy tròn",),
        ),
        Term(
            "average-growth",
            _("tăng trưởng bình quân mỗi năm"),
            _(
                "Số lượt tăng bao nhiêu phần trăm một năm từ năm gốc, theo cách tính mà mục tiêu chọn: "
                "tốc độ bình quân "
                "(nhân), hoặc trung bình cộng các năm."
            ),
            _("Từ 100.000 lượt năm 2022 lên 133.100 lượt năm 2025: 10,00 % mỗi năm, tức là 1,1 × 1,1 × 1,1 lần."),
            instead_of=("tốc độ tăng bình quân năm",),
        ),
        Term(
            "like-for-like",
            _("cùng cơ sở"),
            _("Chỉ so những cơ sở báo cáo đủ cả hai năm, để cơ sở mới mở hay chưa báo cáo không làm lệch tăng trưởng."),
            _("Năm trước 40 cơ sở, năm nay 45; 38 cơ sở báo cáo đủ cả hai năm: chỉ so 38 cơ sở ấy."),
            instead_of=("so sánh cùng kỳ cơ sở",),
        ),
    ),
)

WHICH_FIGURES = Chapter(
    "figures",
    _("Tính trên số liệu nào"),
    (
        Term(
            "approved",
            _("số đã duyệt"),
            _(
                "Số liệu như lần duyệt gần nhất của báo cáo. Trang kết quả tính trên số đã duyệt, trừ khi "
                "bạn chọn khác."
            ),
            _("Số duyệt là 1.200; mở lại sửa thành 1.250 mà chưa duyệt lại: kết quả vẫn dùng 1.200."),
            instead_of=("số liệu phê duyệt", "số được phê duyệt"),
        ),
        Term(
            "submitted",
            _("số đã nộp và đã duyệt"),
            _("Thêm số liệu của báo cáo đã nộp mà chưa duyệt."),
            _("80 báo cáo đã duyệt và 12 đã nộp: tính trên 92 báo cáo."),
        ),
        Term(
            "all-figures",
            _("mọi số đang có"),
            _("Cả số liệu đang nhập và trả lại để sửa. Chỉ để xem trước, số còn có thể đổi."),
            _("92 báo cáo đã nộp và 6 đang nhập: tính trên 98 báo cáo."),
        ),
        Term(
            "publication",
            _("bản công bố"),
            _("Kết quả của một năm đã khóa, giữ nguyên như khi công bố, có số thứ tự, câu trích dẫn và mã SHA-256."),
            _("Bản 1 công bố 86,67 %; đính chính xong, bản 2 công bố 93,33 %. Cả hai bản đều còn."),
            *_PUBLISHED,
            ("bản phát hành", "bản xuất bản"),
        ),
        Term(
            "as-known-on",
            _("như đã biết vào ngày"),
            _(
                "Kết quả tính lại từ những gì cổng đã ghi đến hết ngày ấy: danh sách cơ sở, mục tiêu, số "
                "liệu và việc duyệt."
            ),
            _("Hôm nay là 13/15; như đã biết vào ngày 31/03/2026 là 11/15, vì khi ấy 2 báo cáo chưa duyệt."),
        ),
        Term(
            "estimate",
            _("số ước tính"),
            _("Số mà cơ sở chưa đếm được chính xác. Vẫn được cộng, và mang chữ “ước”."),
            _("Ghi “ước 500” trong ô."),
            *_CHECKS,
            ("số ước lượng",),
        ),
    ),
)
