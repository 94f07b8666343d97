"""Make the awkward files again: `python tests/data/files/make.py`. The same bytes every time.

What LibreOffice made comes from `make_with_libreoffice.py`, run once by hand. README.md says which tool made what.
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from making import delimiters, encodings, institutions, layouts, numbers, printed, workbooks  # noqa: E402


def made() -> dict[str, bytes]:
    """Every file of these makers: name → bytes."""
    files: dict[str, bytes] = {}
    for module in (encodings, numbers, layouts, delimiters, workbooks, printed, institutions):
        for name, data in module.files().items():
            if name in files:
                raise ValueError(name)
            files[name] = data
    return files


if __name__ == "__main__":
    for name, data in made().items():
        (HERE / name).write_bytes(data)
