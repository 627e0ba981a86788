"""What a magazine puts between paragraphs, for both engines: pull quotes, boxes of figures, pictures. None is data."""

from __future__ import annotations

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from .. import canvas, sentences, typeset
from ..dice import Dice
from ..lines import Line, Run
from ..style import Style

KINDS = ("quote", "quote", "picture", "figures")
SPEAKERS = ("Maryse Le Goff", "Karim Benali", "Élodie Fournier", "Jean-Luc Perrin", "Aïcha Diallo", "Thierry Colas")
POSTS = ("présidente d'association", "directeur de structure", "bénévole", "bénéficiaire", "salariée", "médiateur")
COUNTED = ("heures de bénévolat", "familles accompagnées", "repas distribués", "emplois consolidés", "partenaires")
SCENES = (
    "Atelier collectif",
    "Visite de terrain",
    "Distribution hebdomadaire",
    "Réunion des partenaires",
    "Les locaux",
)


def drawn(rng: Dice, style: Style, kind: str) -> Line:
    """A line of one of KINDS. A quote has the role "quote", which the style has to know."""
    if kind == "quote":
        who = f"\n{rng.choice(SPEAKERS)}, {rng.choice(POSTS)}"
        said = style.say(f"« {sentences.sentence(rng)[:-1]} »")
        return Line((Run(said, "quote"), Run(style.say(who), "quiet")), kind)
    if kind == "picture":
        return Line((Run(style.say(f"{rng.choice(SCENES)} – © {rng.choice(SPEAKERS)}"), "quiet"),), kind)
    figures = [Run(f"\n{rng.randint(2, 90) * 10} {what}") for what in rng.sample(COUNTED, rng.randint(2, 4))]
    return Line((Run(rng.choice(("En chiffres", "EN CHIFFRES", "Quelques chiffres")), "strong"), *figures), kind)


def typst(style: Style, line: Line, index: int, floating: bool) -> str:
    """Such a line as markup; `floating`: pictures stand at the top or the foot of the column."""
    if line.kind == "picture":
        picture = typeset.line(style, line, index)
        return f"#place(auto, float: true)[{picture}]\n" if floating else picture
    colour = f'rgb("{style.colour(index)}")'
    looks = {
        "quote": f"inset: (y: 8pt), stroke: (top: 1pt + {colour}, bottom: 1pt + {colour})",
        "figures": f"inset: 8pt, fill: {colour}.lighten(85%)",
    }
    text = f"#set par(justify: false)\n{typeset.runs(style, line, index)}"
    return f"#block(width: 100%, above: 12pt, below: 12pt, breakable: false, {looks[line.kind]})[{text}]\n"


def reportlab(style: Style, line: Line, index: int) -> Flowable:
    """Such a line as a flowable."""
    if line.kind == "picture":
        return KeepTogether(canvas.line(style, line, index))
    text = canvas.paragraph(style, canvas.runs(style, line, index), style.look(line.runs[0].role, index))
    if line.kind == "quote":
        return KeepTogether([Spacer(1, 6), canvas.rule(), text, canvas.rule(), Spacer(1, 4)])
    fill = [("BACKGROUND", (0, 0), (-1, -1), HexColor("#eeeeee"))]
    return Table([[text]], [style.width - 4], style=fill, spaceBefore=8, spaceAfter=8)
