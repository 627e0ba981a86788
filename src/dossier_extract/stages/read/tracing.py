"""What pdfminer, which pdfplumber stands on, draws of a page: glyphs, paths and pictures, on the page as displayed.

pdfplumber's own objects leave out what tells visible text from invisible (render mode, transparency) and what a font
says of its weight, and they forget the graphics state at the border of a form. So pages are traced one level below.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from pdfminer.pdfdevice import PDFDevice
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFTextState
from pdfminer.pdftypes import dict_value, num_value
from pdfminer.psparser import literal_name

from dossier_extract.model import Image, Style
from dossier_extract.stages.read.conventions import INVISIBLE, SIZE_STEP, Shapes, face, slanted
from dossier_extract.stages.read.geometry import Bounds, Matrix, Point, apply, bounds, compose

UNKNOWN = "\ufffd"  # a glyph without a Unicode value
WIN_HYPHEN = 0xAD  # WinAnsiEncoding's second hyphen (PDF 32000-1, table D.2, note 6), for pdfminer a space


class Glyph(NamedTuple):
    """One character as drawn. `start` and `end` are on the baseline, raised as the text is; `tracking` is in points."""

    text: str
    start: Point
    end: Point
    size: float  # points, exact
    along: Point  # unit vector of the direction of writing
    tracking: float  # space that the text asks for after each character
    style: Style
    drawn: bool  # seen on the page


class State(PDFGraphicState):
    """The graphics state with the transparency that pdfminer passes over."""

    def __init__(self) -> None:
        super().__init__()
        self.fill_alpha = self.stroke_alpha = 1.0

    def copy(self) -> State:
        """A state of its own."""
        twin = State()
        twin.__dict__.update(self.__dict__)
        return twin


class Interpreter(PDFPageInterpreter):
    """Runs a page's contents; a form begins with the state that it is drawn in (PDF 32000-1, 8.10.1)."""

    graphicstate: State
    inherited: tuple[PDFTextState, State] | None = None

    def init_state(self, ctm: Matrix) -> None:
        """Begin a page or a form."""
        super().init_state(ctm)
        self.graphicstate = State()
        if self.inherited is not None:
            self.textstate, self.graphicstate = self.inherited

    def subinterp(self) -> Interpreter:
        """The interpreter of a form."""
        inner = super().subinterp()
        assert isinstance(inner, Interpreter)
        inner.inherited = self.textstate.copy(), self.graphicstate.copy()
        return inner

    def do_Do(self, name: Any) -> None:
        """Draw a form or a picture, and go back to this one's matrix."""
        super().do_Do(name)
        self.device.set_ctm(self.ctm)

    def do_gs(self, name: Any) -> None:
        """Take the transparency out of a named graphics state."""
        known = dict_value(self.resources.get("ExtGState", {}))
        chosen = dict_value(known.get(literal_name(name), {}))
        self.graphicstate.fill_alpha = num_value(chosen.get("ca", self.graphicstate.fill_alpha))
        self.graphicstate.stroke_alpha = num_value(chosen.get("CA", self.graphicstate.stroke_alpha))


class Tracer(PDFDevice):
    """Collects the glyphs and the shapes of one page; the interpreter's matrix must lead to the page as displayed."""

    ctm: Matrix

    def __init__(self, resources: Any) -> None:
        super().__init__(resources)
        self.glyphs: list[Glyph] = []
        self.shapes = Shapes()
        self._styles: dict[tuple[Any, int, int], Style] = {}

    def render_string(
        self, textstate: PDFTextState, seq: Iterable[Any], ncs: Any, graphicstate: PDFGraphicState
    ) -> None:
        """Note the glyphs of one string and move on behind it."""
        font, stretch = textstate.font, textstate.scaling * 0.01
        assert font is not None
        assert isinstance(graphicstate, State)
        matrix = compose(textstate.matrix, self.ctm)
        size = textstate.fontsize * math.hypot(matrix[2], matrix[3])
        scale = math.hypot(matrix[0], matrix[1])
        along = (matrix[0] / scale, matrix[1] / scale) if scale else (1.0, 0.0)
        spaces = 0 if font.is_multibyte() else textstate.wordspace
        color = color_of(graphicstate.ncolor, ncs, graphicstate.fill_alpha)
        drawn = color is not None and textstate.render != INVISIBLE
        style = self._style(font, round(size / SIZE_STEP), color or 0)
        down = font.is_vertical()
        x, y = textstate.linematrix
        for item in seq:
            if not isinstance(item, bytes):
                step = -item * 0.001 * textstate.fontsize
                x, y = (x, y + step) if down else (x + step * stretch, y)
                continue
            for code in font.decode(item):
                advance = _width(font, code) * textstate.fontsize
                step = advance + textstate.charspace + (spaces if code == 32 else 0)
                ends = (x, y + advance) if down else (x + advance * stretch, y)
                start, end = (apply(matrix, at, up + textstate.rise) for at, up in ((x, y), ends))
                tracking = textstate.charspace * stretch * scale
                self.glyphs.append(Glyph(_text(font, code), start, end, size, along, tracking, style, drawn))
                x, y = (x, y + step) if down else (x + step * stretch, y)
        textstate.linematrix = (x, y)

    def paint_path(
        self, graphicstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]
    ) -> None:
        """Note a path by the boxes of its subpaths."""
        state = graphicstate
        assert isinstance(state, State)
        boxes: list[Bounds] = []
        points: list[Point] = []
        for operator, *numbers in [*path, ("m",)]:
            if operator == "m" and points:
                boxes += [] if slanted(points) else [bounds(points)]
                points = []
            points.extend(apply(self.ctm, x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True))
        self.shapes.add_path(
            boxes,
            color_of(state.ncolor, state.ncs, state.fill_alpha) if fill else None,
            color_of(state.scolor, state.scs, state.stroke_alpha) if stroke else None,
        )

    def render_image(self, name: str, stream: Any) -> None:
        """Note a picture: the unit square under the matrix."""
        corners = [apply(self.ctm, x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
        self.shapes.images.append(Image(*bounds(corners)))

    def _style(self, font: Any, steps: int, color: int) -> Style:
        key = (font, steps, color)
        if key not in self._styles:
            stem = float(num_value(font.descriptor.get("StemV", 0)))
            weight = stem * 5 if stem < 140 else stem * 4 + 140  # the rule of thumb by which PDFium weighs a font
            name = getattr(font, "basefont", font.fontname)
            name = name.decode("latin-1") if isinstance(name, bytes) else str(name)
            family, bold, italic = face(name, weight, font.italic_angle)
            self._styles[key] = Style(family, steps * SIZE_STEP, bold, italic, color)
        return self._styles[key]


def _text(font: Any, code: int) -> str:
    try:
        text: str = font.to_unichr(code)
    except PDFUnicodeNotDefined:
        return UNKNOWN
    if code == WIN_HYPHEN and text == " ":
        return "-"
    return text if text and "\0" not in text else UNKNOWN


def _width(font: Any, code: int) -> float:
    """Advance of a character, in text space. pdfminer looks standard fonts' widths up by what a glyph means, not is."""
    names, widths = getattr(font, "cid2unicode", {}), font.widths
    if code not in widths and names.get(code) in widths:
        return float(widths[names[code]] * font.hscale)
    return float(font.char_width(code))


def color_of(value: Any, space: Any, alpha: float) -> int | None:
    """0xRRGGBB of a colour; None where it is fully transparent; black where it is a pattern.

    A spot colour's own ink is not looked up: it counts as a share of black.
    """
    if alpha <= 0:
        return None
    parts = value if isinstance(value, tuple) else (value,)
    if not all(isinstance(part, int | float) for part in parts):
        return 0
    shares = [min(max(float(part), 0.0), 1.0) for part in parts]
    if len(shares) == 4:
        *inks, black = shares
        shares = [(1 - ink) * (1 - black) for ink in inks]
    elif len(shares) == 1:
        gray = 1 - shares[0] if getattr(space, "name", "") in ("Separation", "DeviceN") else shares[0]
        shares = [gray] * 3
    if len(shares) != 3:
        return 0
    red, green, blue = (round(share * 255) for share in shares)
    return (red << 16) | (green << 8) | blue
