"""What the list of problems is called in each of its states, what stands there when it is empty, one problem in a line."""

from __future__ import annotations

from typing import Any

from bureau_desk.app.problem_list import ACCEPTED, OPEN, WIDE

STATES = ((OPEN, "待核"), (WIDE, "全库核对"), (ACCEPTED, "已接受"))
NOTHING = {
    OPEN: ("没有待核的问题", "保存或导入后发现的疑点会列在这里，回车即可到所在的字段。"),
    WIDE: (
        "没有全库核对的结果",
        "全库核对逐行查找到期、有效期重叠、重复和看不懂的事件，点“全库核对”开始，可以边做边等。",
    ),
    ACCEPTED: ("没有已接受的问题", "核实无误的问题可以写明原因后接受，不再计数；接受过的列在这里，可以收回。"),
}


def told(line: Any) -> str:
    """A problem in one line, with what is suggested and what it stands against."""
    other = f"　对照：{line.other_name}" if line.other_name else ""
    right = f"　建议值：{line.suggestion}" if line.suggestion else ""
    return f"{line.register_title}　{line.name}　{line.title}：{line.message}{right}{other}"
