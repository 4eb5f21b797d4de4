"""Moving the cursor of a RowList by the keys that every list has."""

from __future__ import annotations

from forumplan.tui.widgets.rows import RowList


class RowMoves:
    """Mixed into a screen whose list is `rows`."""

    rows: RowList

    def act_down(self) -> None:
        self.rows.move_by(1)

    def act_up(self) -> None:
        self.rows.move_by(-1)

    def act_top(self) -> None:
        self.rows.move_by(-len(self.rows.keys))

    def act_bottom(self) -> None:
        self.rows.move_by(len(self.rows.keys))

    def act_half_down(self) -> None:
        self.rows.move_by(self.rows.page_rows // 2)

    def act_half_up(self) -> None:
        self.rows.move_by(-(self.rows.page_rows // 2))

    def act_page_down(self) -> None:
        self.rows.move_by(self.rows.page_rows)

    def act_page_up(self) -> None:
        self.rows.move_by(-self.rows.page_rows)
