"""The files that LibreOffice made: run once by hand, with a Python that has LibreOffice's `uno` (for the passwords).

    python3 tests/data/files/make_with_libreoffice.py

Its output carries the hour and its own version, so it is kept and not made again; LibreOffice 7.4 made what is here.
"""

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
SOFFICE = "soffice"
CSV = "csv:Text - txt - csv (StarCalc)"
# separator, quote, character set, first line, formats, language, quote all, as numbers, as shown
CONVERSIONS = [
    ("utf8.csv", "libreoffice-from-csv.xlsx", "xlsx", "CSV:44,34,76"),
    ("layout-official-form.xlsx", "libreoffice-official-form.xls", "xls:MS Excel 97", ""),
    ("layout-two-heading-rows-merged.xlsx", "libreoffice-two-heading-rows.csv", f"{CSV}:44,34,76", ""),
    ("layout-sections-with-subtotals.xlsx", "libreoffice-sections-quoted.csv", f"{CSV}:59,34,76,1,,0,true,,true", ""),
    ("formulas-without-results.xlsx", "libreoffice-formulas-computed.xlsx", "xlsx", ""),
    ("formulas-with-fractions.xlsx", "libreoffice-formulas-with-fractions.xlsx", "xlsx", ""),
    ("formulas-that-failed.xlsx", "libreoffice-formulas-that-failed.xlsx", "xlsx", ""),
    ("formulas-that-failed.xlsx", "libreoffice-formulas-that-failed.csv", f"{CSV}:44,34,76", ""),
    ("layout-title-above.xlsx", "libreoffice-unicode-text.txt", f"{CSV}:9,34,65535", ""),
    ("layout-title-above.xlsx", "libreoffice-windows-1258.csv", f"{CSV}:44,34,40", ""),
    ("tcvn3-in-some-cells.xlsx", "libreoffice-tcvn3-in-some-cells.xls", "xls:MS Excel 97", ""),
    ("dates-as-counts.xlsx", "libreoffice-dates-as-counts.csv", f"{CSV}:44,34,76,1,,0,false,true,true", ""),
    ("workbook-hidden-rows.xlsx", "libreoffice-hidden-rows.xls", "xls:MS Excel 97", ""),
    ("utf8.csv", "libreoffice-table.ods", "ods", "CSV:44,34,76"),
    ("old-excel.xls", "libreoffice-html.xls", "html:HTML (StarCalc)", ""),
]  # fmt: skip
PROTECTED = [
    ("old-excel.xls", "libreoffice-with-password.xls", "MS Excel 97"),
]


def convert(profile: str, source: str, target: str, kind: str, reading: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [SOFFICE, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", kind]
        command += [f"--infilter={reading}"] if reading else []
        subprocess.run([*command, "--outdir", folder, str(HERE / source)], check=True, capture_output=True)  # noqa: S603
        shutil.move(next(Path(folder).iterdir()), HERE / target)


def protect(profile: str) -> None:
    import uno
    from com.sun.star.beans import PropertyValue

    accept = "socket,host=127.0.0.1,port=20799;urp;"
    command = [SOFFICE, f"-env:UserInstallation=file://{profile}", "--headless", f"--accept={accept}"]
    office = subprocess.Popen(command)  # noqa: S603
    try:
        desktop = _desktop(uno, accept)
        for source, target, kind in PROTECTED:
            hidden = PropertyValue("Hidden", 0, True, 0)
            document = desktop.loadComponentFromURL((HERE / source).as_uri(), "_blank", 0, (hidden,))
            how = (PropertyValue("FilterName", 0, kind, 0), PropertyValue("Password", 0, "mat-khau", 0))
            document.storeToURL((HERE / target).as_uri(), how)
            document.close(True)
        desktop.terminate()
    finally:
        office.wait(60)


def _desktop(uno, accept: str):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(60):
        try:
            context = resolver.resolve(f"uno:{accept}StarOffice.ComponentContext")
        except Exception:
            time.sleep(1)
        else:
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    raise TimeoutError


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as profile:
        for conversion in CONVERSIONS:
            convert(profile, *conversion)
        protect(profile)
