"""Small tables of two columns as Typst markup."""

from __future__ import annotations

from .. import typeset
from ..content import Record, Section
from ..lines import Line, described
from ._grids import SIDEBAR, Grids, Row, pale, spoken


class TypstGrids(Grids):
    """Prints them."""

    def section(self, section: Section, index: int) -> str:
        """All tables of a section as markup."""
        blocks = [self._one(record, index) for record in section.records]
        if not self.plan.pair:
            return "".join(blocks)
        cells = "".join(f"[{block}]" for block in blocks)
        return f"#grid(columns: (1fr, 1fr), column-gutter: 12pt, row-gutter: {self.plan.gap}pt){cells}\n"

    def _one(self, record: Record, index: int) -> str:
        beside, gap = self.beside[record.n], self.plan.gap
        table = self._table(self.rows(record), record, index)
        if beside.sidebar:
            side = "".join(typeset.line(self.style, line, index, 3) for line in spoken(self.style, beside.sidebar))
            fill = f'rgb("{pale(self.style.colour(index))}")'
            side = f"#block(width: 100%, fill: {fill}, inset: 7pt)[#set par(justify: false)\n{side}]"
            cells, wide = (f"[{table}][{side}]", f"1fr, {SIDEBAR}pt")
            if self.plan.sidebar_left:
                cells, wide = f"[{side}][{table}]", f"{SIDEBAR}pt, 1fr"
            table = f"#grid(columns: ({wide}), gutter: 10pt){cells}\n"
        if self.plan.place == "above":
            title = typeset.runs(self.style, self.head(record), index)
            table = f"#block(above: {gap}pt, below: 6pt, sticky: true)[#set par(justify: false)\n{title}]\n{table}"
        if self.plan.prose == "below":
            lines = described(self.style, record)
            table += "".join(self._line(line, index, beside.note if line is lines[-1] else None) for line in lines)
        breakable = str(self.plan.split != "keep").lower()
        return f"#block(width: 100%, above: {gap}pt, below: {gap}pt, breakable: {breakable})[{table}]\n"

    def _line(self, line: Line, index: int, note: str | None = None) -> str:
        if not note:
            return typeset.line(self.style, line, index)
        text = typeset.styled(self.style.say(note), self.style.look("quiet"))
        return f"#block(above: 4pt, below: 4pt)[{typeset.runs(self.style, line, index)}#footnote[{text}]]\n"

    def _table(self, rows: list[Row], record: Record, index: int) -> str:
        plan, colour = self.plan, f'rgb("{self.style.colour(index)}")'
        stroke = {
            "grid": f"0.5pt + {colour}.lighten(30%)",
            "rows": f"(x: none, y: 0.5pt + {colour}.lighten(40%))",
            "column": f"(x, y) => if x == 0 {{ (right: 1pt + {colour}) }}",
        }.get(plan.ruling, "none")
        cells = "".join(self._cells(row, record, index) for row in rows)
        columns = f"({self.narrow(self.width()):.1f}pt, 1fr)"
        table = f"#table(columns: {columns}, inset: (x: 6pt, y: 4.5pt), stroke: {stroke}, {cells})\n"
        return f"#block(width: 100%, stroke: 0.8pt + {colour})[{table}]\n" if plan.ruling == "box" else table

    def _cells(self, row: Row, record: Record, index: int) -> str:
        """A row's one or two cells as arguments of a table."""
        fill = self.fill(row, index)
        paint = f', fill: rgb("{fill}")' if fill else ""
        text = self._lines(row, record, index)
        if row.head:
            return f"table.header(repeat: {str(self.plan.repeat).lower()}, table.cell(colspan: 2{paint})[{text}]),"
        split = str(self.plan.split == "anywhere").lower()
        if not row.label:
            return f"table.cell(colspan: 2, breakable: {split})[{text}],"
        align = ("left", "center", "right")[self.plan.labels] + (" + horizon" if self.plan.middle else " + top")
        label = typeset.styled(row.label, self.look(row, index))
        label = f"#set par(justify: false)\n#set text(hyphenate: false)\n{label}"
        return f"table.cell(align: {align}{paint})[{label}], table.cell(breakable: {split})[{text}],"

    def _lines(self, row: Row, record: Record, index: int) -> str:
        if row.head:
            return f"#set par(justify: false)\n{typeset.styled(row.lines[0].runs[0].text, self.look(row, index))}"
        if len(row.lines) == 1 and not row.noted and row.lines[0].kind == "p":
            return typeset.runs(self.style, row.lines[0], index)
        note = self.beside[record.n].note
        return "".join(
            self._line(line, index, note if row.noted and line is row.lines[-1] else None) for line in row.lines
        )
