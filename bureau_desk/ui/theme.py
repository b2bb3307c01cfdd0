"""The look of the windows: colour tokens for light and dark, one palette and one style sheet made from them.

The style sheet is laid on windows and not on the application: widgets are put together without a parent, and under a
style sheet of the application Qt would style each of them anew with every parent that it gets on the way.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from bureau_desk.places import RESOURCES

FAMILIES = ["Microsoft YaHei UI", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "WenQuanYi Micro Hei"]
MONO = ["Cascadia Mono", "Consolas", "Noto Sans Mono CJK SC", "DejaVu Sans Mono", "monospace"]
BASE_POINTS = 10.5
SCALES = (90, 100, 110, 125, 150)
_DRESSED = "dressed"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme; pairs of ink and ground keep a contrast of at least 4.5:1."""

    ground: str
    panel: str
    ink: str
    quiet: str
    line: str
    strong_line: str
    primary: str
    on_primary: str
    primary_hover: str
    tint: str
    selection: str
    hover: str
    bad: str
    bad_ground: str
    warning: str
    warning_ground: str
    good: str
    good_ground: str


LIGHT = Tokens(
    ground="#F5F6F8",
    panel="#FFFFFF",
    ink="#1B2433",
    quiet="#5B6675",
    line="#E1E5EA",
    strong_line="#C3CAD3",
    primary="#0F3D6E",
    on_primary="#FFFFFF",
    primary_hover="#1B5290",
    tint="#EAF1F8",
    selection="#DCE8F4",
    hover="#F3F6F9",
    bad="#B3402A",
    bad_ground="#FCEDEA",
    warning="#8F6000",
    warning_ground="#FFF5DD",
    good="#1F7A4D",
    good_ground="#E7F5EE",
)
DARK = Tokens(
    ground="#171B21",
    panel="#1F242C",
    ink="#E6EAF0",
    quiet="#9AA6B5",
    line="#313944",
    strong_line="#465160",
    primary="#7FB2E5",
    on_primary="#12202F",
    primary_hover="#9CC5EE",
    tint="#253142",
    selection="#2B3F57",
    hover="#252B34",
    bad="#FF8F7A",
    bad_ground="#3A2422",
    warning="#E8BC5C",
    warning_ground="#383020",
    good="#6FD3A0",
    good_ground="#1F3329",
)


class Theme(QObject):
    """The theme in force; `changed` tells painters and icons to draw again."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name = "light"
        self.scale = 100
        self._sheet = ""
        self._colors: dict[tuple[bool, str], QColor] = {}
        self._fonts: dict[tuple[float, bool, bool, int], QFont] = {}

    @property
    def dark(self) -> bool:
        """Whether the dark tokens are in force."""
        if self.name == "system":
            hints = QApplication.styleHints()
            return hints is not None and hints.colorScheme() == Qt.ColorScheme.Dark
        return self.name == "dark"

    @property
    def tokens(self) -> Tokens:
        """The colours in force."""
        return DARK if self.dark else LIGHT

    def color(self, token: str) -> QColor:
        """One token as a colour, the caller's own."""
        dark = self.dark
        found = self._colors.get((dark, token))
        if found is None:
            found = self._colors[dark, token] = QColor(getattr(DARK if dark else LIGHT, token))
        return QColor(found)

    def px(self, size: float) -> int:
        """A length in pixels of the user's scale."""
        return round(size * self.scale / 100)

    def font(self, points: float = BASE_POINTS, bold: bool = False, mono: bool = False) -> QFont:
        """A font of the window, the caller's own: tabular digits, the user's scale."""
        key = (points, bold, mono, self.scale)
        if key not in self._fonts:
            self._fonts[key] = self._made(points, bold, mono)
        return QFont(self._fonts[key])

    def _made(self, points: float, bold: bool, mono: bool) -> QFont:
        font = QFont()
        font.setFamilies(MONO + FAMILIES if mono else FAMILIES)
        font.setPointSizeF(points * self.scale / 100)
        if bold:
            font.setWeight(QFont.Weight.DemiBold)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def apply(self, application: QApplication, name: str | None = None, scale: int | None = None) -> None:
        """Put the theme in force: palette first, then font, then the style sheet of every window that has one."""
        self.name = name or self.name
        self.scale = scale or self.scale
        application.setStyle("Fusion")
        application.setPalette(palette(self.tokens))
        application.setFont(self.font())
        self._sheet = style_sheet(self)
        for window in application.topLevelWidgets():
            if window.property(_DRESSED):
                window.setStyleSheet(self._sheet)
        self.changed.emit()

    def dress(self, window: QWidget) -> None:
        """Lay the style sheet on a window without a parent; what is put into it, and opened from it, takes it on."""
        window.setProperty(_DRESSED, True)
        window.setStyleSheet(self._sheet)

    def dress_completions(self, box: QComboBox) -> None:
        """Lay it on the list of completions under a box, a window of its own that is made with the first letter."""

        def dress() -> None:
            box.lineEdit().textEdited.disconnect(dress)
            self.dress(box.completer().popup())

        box.lineEdit().textEdited.connect(dress)


def palette(tokens: Tokens) -> QPalette:
    """The palette of a theme; item views take all their colours from it."""
    made = QPalette()
    role = QPalette.ColorRole
    pairs = {
        role.Window: tokens.ground,
        role.WindowText: tokens.ink,
        role.Base: tokens.panel,
        role.AlternateBase: tokens.hover,
        role.Text: tokens.ink,
        role.Button: tokens.panel,
        role.ButtonText: tokens.ink,
        role.BrightText: tokens.bad,
        role.Highlight: tokens.selection,
        role.HighlightedText: tokens.ink,
        role.Link: tokens.primary,
        role.LinkVisited: tokens.primary,
        role.PlaceholderText: tokens.quiet,
        role.ToolTipBase: tokens.panel,
        role.ToolTipText: tokens.ink,
        role.Accent: tokens.primary,
        role.Light: tokens.panel,
        role.Midlight: tokens.line,
        role.Mid: tokens.strong_line,
        role.Dark: tokens.strong_line,
        role.Shadow: tokens.strong_line,
    }
    for where, color in pairs.items():
        made.setColor(where, QColor(color))
    for where in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, QColor(tokens.quiet))
    return made


def style_sheet(theme: Theme) -> str:
    """The one style sheet with tokens, sizes and pictures filled in."""
    source = Template((Path(__file__).with_name("window.qss")).read_text(encoding="utf-8"))
    tone = "dark" if theme.dark else "light"
    words: dict[str, str] = dict(asdict(theme.tokens))
    words |= {f"px{size}": f"{theme.px(size)}px" for size in (1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 28, 30, 32, 34, 76)}
    words |= {f"pt{points}": f"{points * theme.scale / 100:.2f}pt" for points in (9, 12, 15, 18, 26)}
    words |= {"icons": (RESOURCES / "icons").as_posix(), "tone": tone}
    return source.substitute(words)


theme = Theme()
"""The one theme of the program."""
