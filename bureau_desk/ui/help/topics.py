"""Which page of the help belongs to a widget: its own `help` property, else the class of it or of what holds it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

KEYS = "快捷键"
FIRST = "快速上手"
TABLE, ENTERING, TIME, COUNTING = "表格", "录入", "历史与时间", "问数与截至"
ORGANISATION, EVENTS, PROBLEMS = "单位主页与附件", "登记变更", "校核与问题清单"
DUPLICATES, SCHEMA, IMPORT = "查重与合并", "字段与代码表", "导入"
PRINTING, ISSUE, SPELLING = "打印与导出", "期刊发布", "拼音与搜索"
STUDIO = "期刊编辑"

TOPICS = {
    "StartPage": FIRST, "OpeningDialog": FIRST, "Navigation": FIRST, "SettingsPage": SPELLING, "RegisterPage": TABLE, "RecordTable": TABLE,
    "FilterPanel": TABLE, "FilterPopup": TABLE, "FilterChips": TABLE, "GroupPanel": TABLE, "SortDialog": TABLE,
    "ColumnsDialog": TABLE, "ColoursDialog": TABLE, "NameDialog": TABLE, "ManageDialog": TABLE,
    "PageHead": SPELLING, "DetailsPanel": ENTERING, "RecordForm": ENTERING, "HistoryPanel": TIME,
    "EventDialog": EVENTS, "ProblemsPage": PROBLEMS, "AcceptDialog": PROBLEMS, "DuplicatesPage": DUPLICATES,
    "StepsPage": TIME, "TrashPage": TIME, "ComparePage": TIME, "CellHistoryDialog": TIME, "ClosingDialog": TIME,
    "CorrectionDialog": TIME, "AsOfBar": TIME, "SchemaPage": SCHEMA, "ConversionDialog": SCHEMA, "ListDialog": SCHEMA,
    "ImportDialog": IMPORT, "QuestionPage": COUNTING, "ChartPage": COUNTING, "IssuePage": ISSUE,
    "StudioPage": STUDIO, "AskDialog": STUDIO, "PlanPage": STUDIO, "ArticleEditor": STUDIO, "PickDialog": STUDIO,
    "DraftDialog": ISSUE, "WordDialog": STUDIO, "MendingDialog": STUDIO,
    "NewQuestionDialog": STUDIO, "ReplaceDialog": STUDIO,
    "ReviewDialog": ENTERING, "DraftsDialog": ENTERING, "DraftsBar": ENTERING, "OrganisationView": ORGANISATION,
    "AttachmentsPanel": ORGANISATION, "FindDialog": ORGANISATION, "LimitsRow": ORGANISATION, "TargetDialog": ENTERING, "ReadingsDialog": SPELLING,
    "QPrintPreviewDialog": PRINTING, "QPrintDialog": PRINTING,
}  # fmt: skip
"""Topics by the names of classes, so that no room is read before it is visited."""


def topic_of(widget: QWidget | None) -> str:
    """The page for where one is; the first page where nothing is named."""
    while widget is not None:
        named = widget.property("help")
        if isinstance(named, str) and named:
            return named
        for one in type(widget).__mro__:
            if one.__name__ in TOPICS:
                return TOPICS[one.__name__]
        widget = widget.parentWidget()
    return FIRST
