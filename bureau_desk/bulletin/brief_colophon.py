"""The 版记 of a brief: to whom it goes, who printed it and when, between rules."""

from __future__ import annotations

from datetime import date

from bureau_desk.analysis.periods import day_words
from bureau_desk.bulletin.art import flat
from bureau_desk.bulletin.brief_setting import BriefSetting
from bureau_desk.bulletin.docx_xml import inline_picture, run, twips
from bureau_desk.domain.issue import Brief

_BLACK = "000000"


def colophon(setting: BriefSetting, brief: Brief, day: date) -> str:
    """报、送、发 between rules, and who printed it when; at the foot of the last page or right after the text."""
    lines = [
        run(f"{sign}：{'，'.join(names)}。")
        for sign, names in (("报", brief.report_to), ("送", brief.send_to), ("发", brief.deliver_to))
        if names
    ]
    printer = brief.printed_by or brief.sender
    copies = f"　（共印{brief.copies}份）" if brief.copies else ""
    last = run(printer) + run("\t") + run(f"{day_words(day)}印发{copies}")
    made = _rule(setting, 1.0) + "".join(_line(setting, one) + _rule(setting, 0.75) for one in lines)
    made += _line(setting, last) + _rule(setting, 1.0)
    return (setting.p("简报空行") if setting.preset.colophon == "text" else "") + made + setting.p("简报末行")


def _rule(setting: BriefSetting, weight: float) -> str:
    """A rule as wide as the text: a stretched picture, because LibreOffice takes a framed paragraph with borders
    out of its frame."""
    return _framed(
        setting,
        setting.p("简报版线", inline_picture(setting.drawing(flat(_BLACK), "分隔线"), setting.preset.width, weight)),
    )


def _line(setting: BriefSetting, content: str) -> str:
    return _framed(setting, setting.p("简报版记", content))


def _framed(setting: BriefSetting, xml: str) -> str:
    if setting.preset.colophon != "foot":
        return xml
    frame = (
        f'<w:framePr w:w="{twips(setting.preset.width)}" w:wrap="notBeside" w:vAnchor="margin" w:hAnchor="margin" '
        'w:x="1" w:yAlign="bottom"/>'
    )
    return xml.replace("</w:pPr>", f"{frame}</w:pPr>", 1)
