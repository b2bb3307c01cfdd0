"""What a designer would send back, found by measuring: cut words, parts outside their place, dialogs beyond the screen."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QToolButton,
    QWidget,
)

from bureau_desk.ui.pieces import Elided

SMALL = QSize(960, 540)  # what a screen of 1920 x 1080 shows at 200 %
SLACK = 2  # px; hints are rounded


def faults(top: QWidget, room: QSize = SMALL) -> list[str]:
    """Each fault of a window, dialog or popup that is shown, in words that name the widget."""
    found: list[str] = []
    if isinstance(top, QDialog) and (top.width() > room.width() or top.height() > room.height()):
        found.append(f"the dialog is {top.width()} x {top.height()}, more than {room.width()} x {room.height()}")
    if isinstance(top, QMenu):
        return found
    for widget in top.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QWidget) or widget.window() is not top:
            continue
        if cut := _cut(widget):
            found.append(f"{_name(widget)}: {cut}")
        if outside := _outside(widget, top):
            found.append(f"{_name(widget)}: {outside}")
        if sideways := _sideways(widget, top):
            found.append(f"{_name(widget)}: {sideways}")
    return found


def _name(widget: QWidget) -> str:
    said = widget.objectName() or widget.accessibleName()
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton | QLineEdit) else ""
    return (
        f"{type(widget).__name__}({said}{' ' if said and text else ''}“{text[:40]}”)"
        if said or text
        else type(widget).__name__
    )


def _cut(widget: QWidget) -> str:
    """Words that have less room than they need, where nothing cuts them by design."""
    if isinstance(widget, Elided):
        return "" if widget.toolTip() or not widget.text() else "cut without a tooltip"
    if isinstance(widget, QLabel):
        return _cut_label(widget)
    if isinstance(widget, QPushButton | QCheckBox | QRadioButton):
        if widget.property("kind") == "filter":  # a filter's column is as narrow as staff like; its tooltip tells
            return ""
        return _less(widget, widget.sizeHint()) if widget.text() and not widget.property("elided") else ""
    if isinstance(widget, QToolButton):
        return _less(widget, widget.sizeHint()) if widget.text() and widget.icon().isNull() else ""
    if isinstance(widget, QComboBox) and not widget.isEditable():
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        inside = widget.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, widget).width()
        wanted = widget.fontMetrics().horizontalAdvance(widget.currentText())
        cut = wanted > inside + SLACK and not widget.toolTip()
        return f"“{widget.currentText()}” needs {wanted}, has {inside}" if cut else ""
    if isinstance(widget, QLineEdit) and not widget.text() and widget.placeholderText():
        if widget.property("kind") == "filter":
            return ""
        inside = (
            widget.style().subElementRect(QStyle.SubElement.SE_LineEditContents, _line_option(widget), widget).width()
            - 4
        )
        wanted = widget.fontMetrics().horizontalAdvance(widget.placeholderText())
        return f"placeholder needs {wanted}, has {inside}" if wanted > inside + SLACK else ""
    return ""


def _line_option(widget: QLineEdit) -> QStyleOptionFrame:
    option = QStyleOptionFrame()
    widget.initStyleOption(option)
    return option


def _cut_label(widget: QLabel) -> str:
    text = widget.text()
    if not text or not widget.contentsRect().isValid():
        return ""
    room = widget.contentsRect()
    if widget.wordWrap():
        needed = widget.heightForWidth(widget.width())
        return f"needs {needed} px of height, has {widget.height()}" if needed > widget.height() + SLACK else ""
    if widget.textFormat() == Qt.TextFormat.RichText or "</" in text:
        document = QTextDocument()
        document.setDefaultFont(widget.font())
        document.setHtml(text)
        wanted = round(document.idealWidth()) - 8
    else:
        wanted = max(widget.fontMetrics().horizontalAdvance(line) for line in text.split("\n"))
    if wanted > room.width() + SLACK:
        return f"needs {wanted} px, has {room.width()}"
    if widget.fontMetrics().height() > widget.height() + SLACK:
        return f"needs {widget.fontMetrics().height()} px of height, has {widget.height()}"
    return ""


def _less(widget: QWidget, wanted: QSize) -> str:
    if isinstance(widget, QPushButton):
        option = QStyleOptionButton()
        widget.initStyleOption(option)
        room = widget.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, widget).width()
        words = widget.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, widget.text()).width()
        if not widget.icon().isNull():
            words += widget.iconSize().width() + 4
        return f"needs {words} px, has {room}" if words > room + SLACK else ""
    if wanted.width() > widget.width() + SLACK:
        return f"needs {wanted.width()} px, has {widget.width()}"
    return ""


def _scrolled(widget: QWidget, top: QWidget) -> bool:
    """Whether something that scrolls holds the widget."""
    parent = widget.parentWidget()
    while parent is not None and parent is not top:
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def _outside(widget: QWidget, top: QWidget) -> str:
    """A part that reaches beyond what holds it, and so is not seen whole."""
    parent = widget.parentWidget()
    if parent is None or isinstance(parent, QAbstractScrollArea) or isinstance(widget.parent(), QAbstractItemView):
        return ""
    if isinstance(parent.parentWidget(), QAbstractScrollArea) and not isinstance(parent.parentWidget(), QScrollArea):
        return ""  # editors and pieces of views and lines scroll with them
    if isinstance(parent.parentWidget(), QScrollArea) and parent is parent.parentWidget().viewport():
        return ""
    if type(parent).__name__ in ("FilterHeader", "QTabBar", "QComboBox"):
        return ""
    held, room = widget.geometry(), parent.rect()
    if held.width() <= 0 or held.height() <= 0:
        return ""
    if not room.adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(held):
        return f"lies at {_words(held)} of {parent.__class__.__name__} {room.width()} x {room.height()}"
    if not _scrolled(widget, top):
        corner = widget.mapTo(top, QPoint(0, 0))
        if not top.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(QRect(corner, widget.size())):
            return f"lies outside the window at {_words(QRect(corner, widget.size()))}"
    return ""


def _words(rect: QRect) -> str:
    return f"{rect.x()},{rect.y()} {rect.width()} x {rect.height()}"


def _sideways(widget: QWidget, top: QWidget) -> str:
    """A form or text that must be pushed sideways to be read; tables of many columns may."""
    if not isinstance(widget, QAbstractScrollArea):
        return ""
    if isinstance(widget, QAbstractItemView) and not isinstance(top, QDialog):
        return ""
    bar = widget.horizontalScrollBar()
    if bar.isVisible() and bar.maximum() > 0:
        return f"scrolls sideways by {bar.maximum()} px"
    return ""
