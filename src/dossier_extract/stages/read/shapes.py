"""Filled and stroked rects, rules and pictures of a page, those inside forms too, through PDFium."""

from __future__ import annotations

import ctypes
import struct
from collections import deque
from collections.abc import Iterator
from itertools import repeat

import pypdfium2.raw as pdfium

from dossier_extract.model import Image
from dossier_extract.stages.read import engine
from dossier_extract.stages.read.conventions import Shapes, slanted
from dossier_extract.stages.read.geometry import (
    IDENTITY,
    Bounds,
    Matrix,
    PageFrame,
    Point,
    apply,
    bounds,
    compose,
    shared,
)

CORNERS = 8  # different points of a rectangle at most: its corners, the middles of its sides; a disc has more
_CORNERS = ((0, 0), (1, 0), (0, 1), (1, 1))
_MATRIX = struct.Struct("=6f")


class ShapeReader:
    """The shapes of one page; `page` is PDFium's handle."""

    def __init__(self, page: int, frame: PageFrame) -> None:
        self.page, self.frame = page, frame
        self.shapes = Shapes()
        self._colors = engine.Colors()
        self._scratch = ctypes.create_string_buffer(_MATRIX.size)
        self._start = ctypes.addressof(self._scratch)

    def read(self) -> Shapes:
        """Return the shapes, in drawing order."""
        for item, kind, outer in self._objects():
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(item, outer)
            else:
                matrix = compose(self._matrix(item), outer)
                corners = [self.frame.point(*apply(matrix, x, y)) for x, y in _CORNERS]
                self.shapes.images.append(Image(*bounds(corners)))
        return self.shapes

    def _objects(self) -> Iterator[tuple[int, int, Matrix]]:
        """Paths and pictures, with their type and the matrix that maps what they stand in to the page."""
        count = engine.count_page_objects(self.page)
        todo = [(item, IDENTITY) for item in map(engine.page_object, repeat(self.page), range(count))]
        todo.reverse()
        while todo:
            item, outer = todo.pop()
            kind = engine.object_type(item)
            if kind in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE):
                yield item, kind, outer
            elif kind == pdfium.FPDF_PAGEOBJ_FORM:
                inner = compose(self._matrix(item), outer)
                children = range(engine.count_form_objects(item))
                todo.extend((engine.form_object(item, i), inner) for i in reversed(children))

    def _matrix(self, item: int) -> Matrix:
        engine.object_matrix(item, self._start)
        a, b, c, d, e, f = _MATRIX.unpack(self._scratch)
        return a, b, c, d, e, f

    def _path(self, item: int, outer: Matrix) -> None:
        engine.draw_mode(item, self._start, self._start + 4)
        filled, stroked = struct.unpack_from("=2i", self._scratch)
        fill = self._colors.read(engine.fill_color, item) if filled else None
        stroke = self._colors.read(engine.stroke_color, item) if stroked else None
        if fill is None and stroke is None:
            return
        matrix = compose(self._matrix(item), outer)
        outlines = [points for points in self._subpaths(item, matrix) if not slanted(points)]
        boxes = list(map(bounds, outlines))
        # What is drawn beyond a clip is not seen: a disc of a picture. But a box's border may be drawn side by side,
        # each time all of it.
        if len(outlines) == 1 and len(set(outlines[0])) > CORNERS:
            for clip in self._clips(item, outer):
                boxes = [box for one in boxes if (box := shared(one, clip)) is not None]
        self.shapes.add_path(boxes, fill, stroke)

    def _clips(self, item: int, outer: Matrix) -> Iterator[Bounds]:
        """The boxes outside which nothing is seen of a page object."""
        path = engine.clip_path(item)
        for number in range(max(engine.count_clips(path), 0) if path else 0):
            points = []
            for index in range(max(engine.count_clip_segments(path, number), 0)):
                engine.segment_point(engine.clip_segment(path, number, index), self._start, self._start + 4)
                points.append(self.frame.point(*apply(outer, *struct.unpack_from("=2f", self._scratch))))
            if points:
                yield bounds(points)

    def _subpaths(self, path: int, matrix: Matrix) -> Iterator[list[Point]]:
        """Yield the points of each subpath: one path can hold many rules."""
        count = max(engine.count_segments(path), 0)
        segments = list(map(engine.path_segment, repeat(path), range(count)))
        buffer = ctypes.create_string_buffer(8 * count)
        xs = range(ctypes.addressof(buffer), ctypes.addressof(buffer) + 8 * count, 8)
        ys = range(xs.start + 4, xs.stop + 4, 8)
        deque(map(engine.segment_point, segments, xs, ys), maxlen=0)
        points: list[Point] = []
        for segment, (x, y) in zip(segments, struct.iter_unpack("=2f", buffer), strict=True):
            if points and engine.segment_type(segment) == pdfium.FPDF_SEGMENT_MOVETO:
                yield points
                points = []
            points.append(self.frame.point(*apply(matrix, x, y)))
        if len(points) > 1:
            yield points
