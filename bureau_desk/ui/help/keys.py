"""The page of keys, made from the commands of the window and the keys that parts of it have of their own."""

from __future__ import annotations

from html import escape

from bureau_desk.ui.actions import shortcuts

OWN = (
    (
        "表格",
        (
            ("F2 或直接输入", "修改当前格；回车保存，Esc 恢复原值"),
            ("Ctrl+;", "填入今天（日期栏）"),
            ("Alt+↓", "展开选项或列筛选"),
            ("Ctrl+Home / Ctrl+End", "到表首 / 表尾"),
            ("Ctrl+A", "全选"),
            ("Shift+点击表头", "再按这一列排序"),
        ),
    ),
    (
        "问题清单与查重",
        (
            ("F8 / Shift+F8", "从问题清单跳到格子后，去下一个 / 上一个问题"),
            ("Ctrl+M", "在问题清单：写入所选问题的建议值"),
            ("Ctrl+K", "在问题清单：接受所选问题"),
            ("Ctrl+Enter", "在查重：合并两条"),
        ),
    ),
    (
        "期刊",
        (
            ("Alt+↑ / Alt+↓", "在计划里：把稿件或栏目上移 / 下移；在刊头里：移动所在的一行"),
            ("回车 / F2", "在计划里：打开稿件 / 修改当前格"),
            ("Ctrl+N", "在计划里：新增稿件"),
            ("Ctrl+Shift+H", "在计划里：列入或去掉封面要目"),
            ("Ctrl+Shift+V", "显示或收起版面"),
            ("Alt+←", "从稿件回到计划，从计划回到期刊列表"),
        ),
    ),
    (
        "字段与代码表、列",
        (("Alt+↑ / Alt+↓", "把所选的一行上移 / 下移"),),
    ),
    (
        "说明",
        (
            ("Alt+← / Alt+→", "后退 / 前进"),
            ("Ctrl+F", "在说明里查找"),
            ("Esc", "关闭"),
        ),
    ),
)
"""(where, [(keys, what they do)]) beside the commands."""


def keys_body() -> str:
    """The page in the signs of the other pages."""
    lines = [
        "窗口里的命令都在左上角菜单（F10）里，不用鼠标也能走到。",
        "把本页打印或另存为 PDF，请按本窗口下方的按钮。",
    ]
    for group, commands in shortcuts():
        if commands:
            lines.append(f"## {group}")
            lines += [f"| {title} | {keys} |" for title, keys in commands]
    for title, own in OWN:
        lines.append(f"## {title}")
        lines += [f"| {words} | {keys} |" for keys, words in own]
    return "\n".join(lines)


def keys_html() -> str:
    """The page as rich text, in tables that a sheet of paper holds."""
    parts = ["<h2>快捷键</h2>"]
    for group, commands in (*shortcuts(), *((title, [(words, keys) for keys, words in own]) for title, own in OWN)):
        rows = "".join(
            f'<tr><td width="62%">{escape(title)}</td><td>{escape(keys)}</td></tr>' for title, keys in commands
        )
        if rows:
            parts.append(f'<h3>{escape(group)}</h3><table width="100%" cellpadding="2">{rows}</table>')
    return "".join(parts)
