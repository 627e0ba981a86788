"""Draw docs/images/inspect.png, the picture of the README: a page of the sample as `dossier-extract inspect` draws it.

python tools/make_picture.py
"""

from __future__ import annotations

from pathlib import Path

from dossier_extract import load_rules, source_of
from dossier_extract.picture import draw_page
from dossier_extract.picture.marks import marks_of
from dossier_extract.pipeline import read_dossier, trace_dossier

ROOT = Path(__file__).parents[1]
NUMBER = 8  # a page with a theme, stated figures, badges, and a territory that is inferred
COLORS = 256  # of the palette: the picture stays under 250 kB


def main() -> None:
    """Draw the page, with few colours."""
    trace = trace_dossier(read_dossier(source_of(ROOT / "input" / "idf-2021.pdf")), load_rules())
    picture = draw_page(trace, trace.pages[NUMBER - 1], marks_of(trace)[NUMBER])
    path = ROOT / "docs" / "images" / "inspect.png"
    path.parent.mkdir(exist_ok=True)
    picture.quantize(COLORS).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)} written, {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
