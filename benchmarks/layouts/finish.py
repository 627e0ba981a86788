"""What rarely happens to a finished PDF: a rotated page, a hidden text layer, encryption that permits extraction."""

from __future__ import annotations

from pathlib import Path

import pikepdf

from .dice import Dice

SHARE = 0.08  # of the dossiers, for each of the three
_HIDDEN = (
    "MODELE DE FICHE",
    "Projet : intitule du projet a completer",
    "Porteur : nom de la structure",
    "Montant : 0 euro",
)


def finish(rng: Dice, pdf: Path) -> None:
    """Change the file in place, or leave it as it is."""
    rotated, hidden, encrypted = (rng.happens(name, SHARE) for name in ("rotated", "hidden", "encrypted"))
    if not (rotated or hidden or encrypted):
        return
    with pikepdf.open(pdf, allow_overwriting_input=True) as document:
        pages = list(document.pages)[1:] or list(document.pages)
        if hidden:
            mode = rng.pick("hidden_how", ("3 Tr", "1 1 1 rg"))  # render mode 3, or white
            for page in rng.sample(pages, min(3, len(pages))):
                _hide(document, page, mode)
        if rotated:
            _rotate(document, rng.choice(pages))
        access = pikepdf.Permissions(extract=True, modify_other=False)
        how = pikepdf.Encryption(owner="o", user="", allow=access) if encrypted else False
        document.save(pdf, encryption=how, deterministic_id=not encrypted)


def _hide(document: pikepdf.Pdf, page: pikepdf.Page, mode: str) -> None:
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    name = page.add_resource(document.make_indirect(font), pikepdf.Name.Font, pikepdf.Name.Hidden)
    shown = " ".join(f"({text}) Tj T*" for text in _HIDDEN)
    # at the foot of the page, where no coloured ground makes white text visible
    page.contents_add(f"q BT {name} 6 Tf {mode} 7 TL 60 44 Td {shown} ET Q".encode(), prepend=True)


def _rotate(document: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """The page looks as before, but is stored on its side with /Rotate 90."""
    _, _, width, height = (float(x) for x in page.mediabox)
    page.contents_add(f"q 0 1 -1 0 {height} 0 cm".encode(), prepend=True)
    page.contents_add(b"Q")
    for box in ("/CropBox", "/TrimBox", "/BleedBox", "/ArtBox"):
        if box in page.obj:
            del page.obj[box]
    page.obj.MediaBox = pikepdf.Array([0, 0, height, width])
    page.obj.Rotate = 90
