"""The look of the window: colour tokens for light and dark, one palette and one style sheet made from them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from bureau_desk.places import RESOURCES

FAMILIES = ["Microsoft YaHei UI", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "WenQuanYi Micro Hei"]
MONO = ["Cascadia Mono", "Consolas", "Noto Sans Mono CJK SC", "DejaVu Sans Mono", "monospace"]
BASE_POINTS = 10.5
SCALES = (90, 100, 110, 125, 150)


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
        """One token as a colour."""
        return QColor(getattr(self.tokens, token))

    def px(self, size: float) -> int:
        """A length in pixels of the user's scale."""
        return round(size * self.scale / 100)

    def font(self, points: float = BASE_POINTS, bold: bool = False, mono: bool = False) -> QFont:
        """A font of the window: tabular digits, the user's scale."""
        font = QFont()
        font.setFamilies(MONO + FAMILIES if mono else FAMILIES)
        font.setPointSizeF(points * self.scale / 100)
        if bold:
            font.setWeight(QFont.Weight.DemiBold)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def apply(self, application: QApplication, name: str | None = None, scale: int | None = None) -> None:
        """Put the theme in force: palette first, then font, then style sheet."""
        self.name = name or self.name
        self.scale = scale or self.scale
        application.setStyle("Fusion")
        application.setPalette(palette(self.tokens))
        application.setFont(self.font())
        application.setStyleSheet(style_sheet(self))
        self.changed.emit()


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
