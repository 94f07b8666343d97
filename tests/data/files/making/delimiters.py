"""Text files by what stands between their cells, and by what went wrong with it."""

from .tables import HOUSES, LIBRARIES, ONLINE, ONSITE, SERVICE, crlf, delimited

QUOTED_BREAKS = f"""\
"Mã","Tên
cơ sở","{ONSITE}"
"TX490","Thư viện
thị trấn Phước An","1250"
"TX493","Thư viện xã
KRông Búk
(tầng 2)","-7"
"TX496","Thư viện xã Ea Kly","60"
"""
UNQUOTED = f"""\
Mã,Tên,{ONSITE},{ONLINE}
TX490,Thư viện thị trấn Phước An,1250,300
TX493,Thư viện xã KRông Búk, thôn 1,840,0
TX496,Thư viện xã Ea Kly,1,234,7
TX541,Thư viện xã Ea Na,55,1
"""
SHORT_LINES = f"Mã,{SERVICE},{ONSITE},{ONLINE}\nTX490,có,1250\nTX493,có\nTX496\nTX541,,,12\n"
TRAILING = f"Mã;{SERVICE};{ONSITE};;;\nTX490;có;1250;;;\nTX493;không;0;;;\n;;;;;\n;;;;;\n"


def files() -> dict[str, bytes]:
    sep = "sep=;\n" + delimited(LIBRARIES, ";")
    comma_numbers = f"Mã;{ONSITE};{ONLINE}\nTX490;1,234;300\nTX493;12,500;1,050\nTX496;950;7\n"
    return {
        "delimiter-tabs.tsv": crlf(delimited(LIBRARIES, "\t")).encode(),
        "delimiter-tabs-houses.csv": delimited(HOUSES, "\t").encode("utf-8-sig"),
        "delimiter-semicolons-commas-in-numbers.csv": crlf(comma_numbers).encode("utf-8-sig"),
        "delimiter-sep-line.csv": crlf(sep).encode("utf-8-sig"),
        "delimiter-sep-line-of-commas.csv": ("sep=,\n" + HOUSES).encode(),
        "delimiter-at-line-ends.csv": crlf(TRAILING).encode("utf-8-sig"),
        "quoted-line-breaks.csv": crlf(QUOTED_BREAKS).encode("utf-8-sig"),
        "quoted-delimiters-and-quotes.csv": QUOTED.encode(),
        "quote-never-closed.csv": LIBRARIES.replace("Thư viện xã Ea Kly", '"Thư viện xã Ea Kly').encode(),
        "comma-without-quotes.csv": UNQUOTED.encode(),
        "short-lines.csv": SHORT_LINES.encode(),
        "line-ends-of-an-old-mac.csv": HOUSES.replace("\n", "\r").encode("utf-8-sig"),
    }


QUOTED = f"""\
"Tên","Xã/phường","Có ứng dụng CNTT, chuyển đổi số","{ONSITE}"
"Thư viện ""xã"" KRông Búk","Xã KRông Búk",x,"1,250"
"Thư viện xã Ea Kly","Xã Ea Kly, huyện Krông Pắc",-,"2,000"
"""
