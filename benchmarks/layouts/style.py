"""How a dossier looks and words its labels: drawn once, used by both printing layers and all families."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .dice import Dice
from .words import LABELS, RARE

TYPST_FONTS = (
    "Libertinus Serif", "New Computer Modern", "Roboto", "Source Sans Pro", "Source Serif Pro", "Manrope", "Caladea",
    "Bitstream Vera Sans",
)  # fmt: skip
REPORTLAB_FONTS = ("Helvetica", "Helvetica", "Times", "Vera", "Roboto", "Caladea", "SourceSansPro", "SourceSerifPro")
COLOURS = (
    "#000091", "#e1000f", "#0b6e4f", "#7a1fa2", "#b34700", "#005f9e", "#8c1d40", "#1f4e3d", "#444444", "#c2185b",
    "#2f6690",
)  # fmt: skip
NBSP, NNBSP, SHY = "\u00a0", "\u202f", "\u00ad"
A4 = (595.28, 841.89)  # points
GUTTER = 20  # between the columns of a page, in points


@dataclass(frozen=True)
class Look:
    """How a run of text looks. Size in points; colour as #rrggbb."""

    size: float
    bold: bool = False
    italic: bool = False
    colour: str = "#000000"
    smallcaps: bool = False  # Typst alone


@dataclass(frozen=True)
class Wording:
    """The label word of each field, and what ends a label."""

    words: dict[str, str]
    ending: str  # " :", ":", " –", "" (told by its look alone), "\t" (a wide gap), "\n" (a line of its own)
    capitals: bool

    @classmethod
    def drawn(cls, rng: Dice) -> Wording:
        """Usual words; where the dice say rare, a third of them from RARE, one of carrier, zone and amount included."""
        labels = {field: rng.choice(options) for field, options in LABELS.items()}
        if rng.rare:
            first = rng.choice(("carrier", "zone", "amount"))
            for field in (first, rng.choice([f for f in LABELS if f != first])):
                labels[field] = rng.choice(RARE[field])
        rng.choices_made["labels"] = labels
        endings = (" :", " :", " :", " :", ":", " –", "", "\t", "\n")
        return cls(labels, rng.pick("label_ending", endings), rng.happens("labels_in_capitals", 0.12))

    def label(self, field: str) -> str:
        """The label of a field with its ending (a tab or line end included)."""
        word = self.words[field]
        word = word.upper() if self.capitals else word
        if word.endswith("?") and self.ending.strip() in {":", "–"}:
            return word
        return word + self.ending


@dataclass(frozen=True)
class Style:
    """Everything that the printing layers need to know. Sizes and distances in points."""

    engine: str  # "typst" or "reportlab"
    page: tuple[float, float]
    margins: tuple[float, float, float, float]  # left, top, right, bottom
    font: str
    heading_font: str
    size: float
    leading: float  # baseline to baseline, in font sizes
    justified: bool  # with hyphenation
    colours: tuple[str, ...]  # the first is the dossier's; further ones where sections have their own
    looks: dict[str, Look]
    bullet: str
    apostrophe: str
    space: str  # before : ; ? ! » % €, and within figures
    header: str  # furniture: "", "line", "boxed"
    page_number: str  # "{}", "- {} -", "Page {} / {total}", " | {}", ""
    heading: str  # sections: "plain", "band", "ruled", "divider" (a page of its own)
    cover: str  # "plain", "band", "centred", "picture"
    issuer_capitals: bool
    town_before_date: bool
    amount_form: str
    columns: int = 1  # of the pages that hold the records; a family may set it

    @classmethod
    def drawn(cls, rng: Dice, engines: tuple[str, ...] = ("typst", "reportlab"), landscape: float = 0.06) -> Style:
        """A style; `landscape`: the share of dossiers printed across."""
        engine = rng.pick("engine", engines)
        font = rng.pick("font", TYPST_FONTS if engine == "typst" else REPORTLAB_FONTS)
        size = rng.pick("size", (8.5, 9, 9.5, 10, 10, 10.5, 11))
        page = A4[::-1] if rng.happens("landscape", landscape) else A4
        colour = rng.pick("colour", COLOURS)
        others = rng.sample(COLOURS, 5) if rng.happens("theme_colours", 0.35) else []
        narrow = tuple(rng.choice((44, 54, 64, 72)) for _ in range(3))
        return cls(
            engine=engine,
            page=page,
            margins=(narrow[0] + 20, narrow[1], narrow[0], narrow[2] + 10),
            font=font,
            heading_font=rng.choice(TYPST_FONTS) if engine == "typst" and rng.chance(0.25) else font,
            size=size,
            leading=rng.choice((1.15, 1.2, 1.3, 1.4)),
            justified=rng.happens("justified", 0.45),
            colours=(colour, *others),
            looks=_looks(rng, size, colour),
            bullet=rng.pick("bullet", ("•", "-", "–", "•", "▪" if engine == "typst" else "•")),
            apostrophe=rng.pick("apostrophe", ("’", "’", "'")),
            space=rng.pick("space", (" ", NBSP, NBSP, NNBSP if engine == "typst" else NBSP)),  # few fonts have U+202F
            header=rng.pick("header", ("", "line", "boxed")),
            page_number=rng.pick("page_number", ("{}", "- {} -", "Page {} / {total}", "Dossier de presse | {}", "")),
            heading=rng.pick("heading", ("plain", "plain", "band", "ruled", "divider")),
            cover=rng.pick("cover", ("plain", "band", "centred", "picture")),
            issuer_capitals=rng.happens("issuer_capitals", 0.6),
            town_before_date=rng.chance(0.5),
            amount_form=rng.pick("amount_form", ("{} €", "{} €", "{} €", "{} euros", "({} €)")),
        )

    @property
    def width(self) -> float:
        """The width of a column, in points: of the whole text, where there is one."""
        text = self.page[0] - self.margins[0] - self.margins[2]
        return (text - GUTTER * (self.columns - 1)) / self.columns

    def colour(self, section: int = 0) -> str:
        """The colour of a section, counted from 0."""
        return self.colours[section % len(self.colours)]

    def look(self, role: str, section: int = 0) -> Look:
        """The look of a role (title, carrier, label, value, body, strong, quiet, h1, h2), in the section's colour."""
        look = self.looks[role]
        own = self.colour(section) if look.colour == self.colours[0] else look.colour
        return Look(look.size, look.bold, look.italic, own, look.smallcaps)

    def say(self, text: str) -> str:
        """Text as it is printed: apostrophes, and the spaces that must not break."""
        text = text.replace("'", self.apostrophe).replace("« ", f"«{self.space}")
        for mark in (":", ";", "?", "!", "»", "%", "€"):
            text = text.replace(f" {mark}", self.space + mark)
        return text

    def amount(self, euros: Decimal) -> str:
        """An amount: 12 000 €, (45 000 €), 1,8 M€, 15 750,50 €, 8 000 euros."""
        if euros >= 1_000_000 and euros % 100_000 == 0:
            return f"{euros / 1_000_000:.1f} M€".replace(".", ",").replace(" ", self.space)
        text = f"{euros:,.2f}" if euros % 1 else f"{euros:,.0f}"
        text = text.replace(",", self.space).replace(".", ",")
        return self.amount_form.format(text).replace(" ", self.space)


def _looks(rng: Dice, size: float, colour: str) -> dict[str, Look]:
    """Titles are told by size, weight, colour or slope, drawn; labels by weight, colour, small capitals or nothing."""
    title = rng.pick("title_look", ("bold", "bold", "colour", "both", "both", "large"))
    label = rng.pick("label_look", ("bold", "bold", "colour", "italic", "smallcaps", "plain"))
    return {
        "title": Look(
            size + (rng.choice((0, 0, 1, 2)) if title != "large" else 4),
            title in {"bold", "both"},
            rng.chance(0.08),
            colour if title in {"colour", "both"} else "#000000",
        ),
        "carrier": Look(size, rng.chance(0.3), rng.chance(0.3), rng.choice(("#000000", "#000000", "#333333", colour))),
        "label": Look(
            size,
            label == "bold",
            label == "italic",
            colour if label == "colour" else "#000000",
            label == "smallcaps",
        ),
        "value": Look(size, False, rng.chance(0.12)),
        "body": Look(size),
        "strong": Look(size, True),
        "quiet": Look(size - 2, False, rng.chance(0.5), "#666666"),
        "h1": Look(rng.choice((16, 18, 20)), rng.chance(0.8), False, colour),
        "h2": Look(rng.choice((12.5, 13.5, 14.5)), True, False, rng.choice((colour, "#000000"))),
    }
