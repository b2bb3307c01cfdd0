"""The icons: own line drawings of 20 px, tinted from the tokens and drawn when first asked for."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap

from bureau_desk.places import RESOURCES
from bureau_desk.ui.theme import theme

SIZE = 20


def icon(name: str, token: str = "ink") -> QIcon:
    """An icon in a token's colour; an unknown name gives the plain table icon."""
    return _icon(name, theme.color(token).name(), theme.color("quiet").name(), theme.px(SIZE))


def register_icon_name(key: str) -> str:
    """The icon of a register; registers without a drawing of their own share the table."""
    name = f"register-{key}"
    return name if (RESOURCES / "icons" / f"{name}.svg").is_file() else "table"


def pixmap(name: str, token: str = "ink", size: int = SIZE) -> QPixmap:
    """An icon as picture for painting, sharp on the present screen."""
    return _draw(name, theme.color(token).name(), size, _ratio())


@lru_cache(maxsize=512)
def _icon(name: str, color: str, disabled: str, size: int) -> QIcon:
    made = QIcon()
    for ratio in sorted({1.0, 2.0, _ratio()}):
        made.addPixmap(_draw(name, color, size, ratio), QIcon.Mode.Normal)
        made.addPixmap(_draw(name, disabled, size, ratio), QIcon.Mode.Disabled)
    return made


@lru_cache(maxsize=1024)
def _draw(name: str, color: str, size: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # only when the first icon is drawn

    path = RESOURCES / "icons" / f"{name}.svg"
    if not path.is_file():
        path = RESOURCES / "icons" / "table.svg"
    source = path.read_text(encoding="utf-8").replace("currentColor", QColor(color).name())
    picture = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, size * ratio, size * ratio))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def _ratio() -> float:
    screen = QGuiApplication.primaryScreen()
    return screen.devicePixelRatio() if screen else 1.0
