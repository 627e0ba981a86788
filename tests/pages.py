"""Pages drawn by hand, small profiles, and the whole way from pages to records: what the tests of the stages share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dossier_extract.drafts import (
    DossierDraft,
    Draft,
    FieldValue,
    ProjectBlock,
    RawField,
    Records,
    Segmentation,
)
from dossier_extract.model import Block, Line, Page, Rect, Rule, Style, Word, line_of
from dossier_extract.profile import Profile
from dossier_extract.rules import Rules
from dossier_extract.schema import PageResidue
from dossier_extract.stages.account import account_residue
from dossier_extract.stages.assemble import assemble_records
from dossier_extract.stages.describe import describe_dossier
from dossier_extract.stages.extract import extract_fields
from dossier_extract.stages.join import join_retold
from dossier_extract.stages.layout import order_blocks
from dossier_extract.stages.normalise import normalise_fields
from dossier_extract.stages.segment import segment_projects
from dossier_extract.stages.validate import validate_records
from dossier_extract.text import Hyphens, Text, build_text

WIDTH, HEIGHT = 600.0, 800.0
BLACK, WHITE, BLUE, RED, GREEN = 0x000000, 0xFFFFFF, 0x1F4E9E, 0xC62828, 0x2E7D32
SHA = "0123456789abcdef" * 4


def style(
    size: float = 10.0, color: int = BLACK, font: str = "Lora", *, bold: bool = False, italic: bool = False
) -> Style:
    return Style(font, size, bold, italic, color)


BODY = style()
STRONG = style(bold=True)
ITALIC = style(italic=True)
HEAD = style(12.0, BLUE, bold=True)  # heading of a record
SECTION = style(16.0, RED)
PART = style(26.0, BLUE)
FOREIGN = style(8.0, GREEN, "Anton")  # what no profile here asks for
TAG = style(9.0, WHITE)  # text of a badge

PLAIN: dict[str, Any] = {
    "section": {"size": 16, "color": "red"},
    "part": {"size": 26},
    "record": {"begins": {"size": 12, "bold": True}},
    "body": {"size": 10},
    "badge": {"fill": "dark"},
    "ignore": {"size": 6},
    "fields": {
        "title": {"in": "heading"},
        "carrier": {"label": "Porteur", "extent": "paragraph"},
        "territories": [{"in": "badge"}, {"infer": "zone"}],
        "zone": {"label": "Zone", "extent": "paragraph"},
        "amount": {"label": "Montant", "extent": "paragraph"},
        "description": {"rest": True},
    },
}
TABLE: dict[str, Any] = {
    "section": {"size": 16},
    "theme": False,
    "table": {"columns": {"number": "N°", "carrier": "Porteur", "title": "Projet"}, "key": "number"},
    "fields": {"title": {"in": "title"}, "carrier": {"in": "carrier"}},
    "extra": {"number": {"type": "integer", "sources": {"in": "number"}}},
}

# Six records, for pages that discovery reads: each value says what it is.
TITLES = ["Bus du cœur", "Jardins de la gare", "Vélos pour tous", "Atelier de couture", "Cuisine ouverte", "Radio bus"]
CARRIERS = [
    "Association Mobile", "Ligue des voisins", "Fondation Cyclo", "Foyer du fil", "Comité des tables", "Réseau radio",
]  # fmt: skip
ZONES = ["Paris", "Gironde", "Finistère", "Rhône", "Isère", "Vendée"]
TEXTS = [
    "Un véhicule parcourt chaque semaine les quartiers de la ville\npour aller à la rencontre des familles isolées.",
    "Les habitants cultivent ensemble des légumes dans une friche\nque la mairie met à leur disposition toute l’année.",
    "Des cycles réparés par des jeunes en insertion sont prêtés\nà celles qui cherchent un travail loin des gares.",
    "Des machines et des tissus donnés servent à apprendre un métier\nà qui n’en a plus depuis longtemps.",
    "Une cantine prépare des repas avec les invendus du marché\net les partage le soir avec les voisins du quartier.",
    "Des lycéens enregistrent les souvenirs des anciens du bourg\net les diffusent le dimanche sur une antenne locale.",
]


def make_profile(keys: dict[str, Any] | None = None, **changed: Any) -> Profile:
    """A profile of one layout; `changed` keys replace those of `keys` (PLAIN unless given)."""
    return Profile.model_validate(
        {"version": 1, "title": "made by hand", "recognise": {}, **(PLAIN if keys is None else keys), **changed}
    )


def row(x: float, y: float, *runs: tuple[str, Style], upright: bool = True) -> list[Word]:
    """Words of one line with its baseline at y: half an em a character, a quarter a space."""
    words = []
    for text, look in runs:
        for one in text.split(" "):
            end = x + len(one) * look.size / 2
            top, bottom = y - 0.75 * look.size, y + 0.25 * look.size
            words.append(Word(one, x, top, end, bottom, y, look, False, upright))
            x = end + look.size / 4
    return words


def put(x: float, y: float, text: str, look: Style = BODY, leading: float = 1.2) -> list[Word]:
    """The lines of `text`, the first with its baseline at y."""
    return [
        word
        for index, one in enumerate(text.split("\n"))
        for word in row(x, y + index * leading * look.size, (one, look))
    ]


def badge(x: float, y: float, text: str, fill: int = BLUE) -> tuple[list[Word], list[Rect]]:
    """A code on a small filled box, 40 points wide and 20 high."""
    return put(x + 4, y, text, TAG), [Rect(x, y - 14, x + 40, y + 6, fill, None)]


def make_page(number: int, *parts: Any, rules: Sequence[Rule] = ()) -> Page:
    """A page with words, rects, and badges (words with rects), in drawing order."""
    words: list[Word] = []
    rects: list[Rect] = []
    for part in parts:
        if isinstance(part, tuple) and not isinstance(part, Rect):
            words += part[0]
            rects += part[1]
        elif isinstance(part, Rect):
            rects.append(part)
        else:
            words += part
    return Page(number, WIDTH, HEIGHT, 0, tuple(words), tuple(rects), tuple(rules), ())


def grid(xs: Sequence[float], ys: Sequence[float]) -> list[Rule]:
    """The rules of a table with these edges."""
    across = [Rule(xs[0], y, xs[-1], y + 0.5, BLACK) for y in ys]
    return across + [Rule(x, ys[0], x + 0.5, ys[-1], BLACK) for x in xs]


XS = (50.0, 100.0, 250.0, 550.0)
CELL_HEIGHT = 40.0


def table_page(number: int, rows: Sequence[Sequence[str]], top: float = 200.0, before: Sequence[Word] = ()) -> Page:
    """A page with a ruled table of three columns, text at the top of its cells."""
    ys = [top + index * CELL_HEIGHT for index in range(len(rows) + 1)]
    words = [
        word
        for y, cells in zip(ys, rows, strict=False)
        for x, cell in zip(XS, cells, strict=False)
        if cell
        for word in put(x + 4, y + 12, cell)
    ]
    return make_page(number, list(before), words, rules=grid(XS, ys))


def plain_lines(text: str, page: int = 1, look: Style = BODY) -> list[Line]:
    """The lines of one paragraph."""
    lines = []
    for index, one in enumerate(text.split("\n")):
        lines.append(line_of(row(100, 100 + 12 * index, (one, look)), page))
    return lines


def make_text(*paragraphs: str, prefixes: frozenset[str] = frozenset(), page: int = 1) -> Text:
    """A text of some paragraphs; line feeds in a paragraph are its line ends."""
    lines = [plain_lines(paragraph, page) for paragraph in paragraphs]
    return build_text(lines, Hyphens([line for one in lines for line in one], prefixes))


def make_block(n: int = 1, section: int = -1, **slots: Text | str) -> ProjectBlock:
    """A project block; a slot given as a string is cut into paragraphs at its line feeds."""
    texts = {name: slot if isinstance(slot, Text) else make_text(*slot.split("\n")) for name, slot in slots.items()}
    return ProjectBlock(n, section, 0, texts, 1, 100.0)


@dataclass(frozen=True)
class Reading:
    """One dossier on its way through the stages; each is worked out when asked for."""

    pages: Sequence[Page]
    profile: Profile
    rules: Rules

    @cached_property
    def blocks(self) -> list[Block]:
        return order_blocks(self.pages, self.profile, self.rules)

    @cached_property
    def joined(self) -> tuple[Segmentation, list[RawField]]:
        cut = segment_projects(self.blocks, self.profile, self.rules)
        return join_retold(cut, extract_fields(cut.projects, self.profile, self.rules), self.profile)

    @property
    def segmentation(self) -> Segmentation:
        return self.joined[0]

    @property
    def raw(self) -> list[RawField]:
        return self.joined[1]

    @cached_property
    def fields(self) -> list[FieldValue]:
        return normalise_fields(self.raw, self.segmentation, self.profile, self.rules)

    @cached_property
    def drafts(self) -> list[Draft]:
        return assemble_records(self.segmentation, self.fields, self.profile, self.rules)

    @cached_property
    def described(self) -> DossierDraft:
        return describe_dossier(self.blocks, self.segmentation, self.rules)

    @cached_property
    def records(self) -> Records:
        return validate_records(self.drafts, self.described, self.segmentation, SHA, self.rules)

    @cached_property
    def residue(self) -> list[PageResidue]:
        return account_residue(self.pages, self.segmentation, self.raw)

    def slots(self) -> list[dict[str, str]]:
        """The slots of every project, as text."""
        return [{name: text.repaired for name, text in one.slots.items()} for one in self.segmentation.projects]

    def others(self, kind: str) -> list[str]:
        """The texts of the blocks that ended as `kind`."""
        return [block_text(block) for block, found in self.segmentation.others if found == kind]


def block_text(block: Block) -> str:
    """A block's words as they stand."""
    return " ".join(word.text for line in block.lines for word in line.words)
