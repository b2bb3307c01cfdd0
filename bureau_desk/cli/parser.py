"""What may be typed on the command line; light, so that --help is there at once."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

from bureau_desk import __version__

_MESSAGES = (
    (r"the following arguments are required: (.*)", r"缺少参数：\1。"),
    (r"unrecognized arguments: (.*)", r"不认识的参数：\1。"),
    (r"argument (.*?): invalid choice: (.*?) \(choose from (.*)\)", r"“\1”不能是 \2，可用：\3。"),
    (r"argument (.*?): expected one argument", r"“\1”后面要跟一个值。"),
    (r"argument (.*?): invalid int value: (.*)", r"“\1”应是整数，不能是 \2。"),
    (r"argument (.*?): ignored explicit argument (.*)", r"“\1”后面不跟值，多了 \2。"),
    (r"ambiguous option: (.*?) could match (.*)", r"“\1”不明确，可能是：\2。"),
    (r"argument (.*?): not allowed with argument (.*)", r"“\1”不能与“\2”同用。"),
    (r"argument (.*?): .*", r"“\1”不对。"),
)


class ChineseParser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese and ends wrong use with status 2."""

    def error(self, message: str) -> NoReturn:
        """One sentence, then how to get help."""
        for pattern, text in _MESSAGES:
            if re.fullmatch(pattern, message):
                message = re.sub(pattern, text, message).replace(", ", "、")
                break
        print(f"{message}\n用法请看：{self.prog} --help", file=sys.stderr)
        sys.exit(2)

    def format_help(self) -> str:
        """The help with Chinese headings."""
        text = super().format_help()
        for english, chinese in (
            ("usage: ", "用法："),
            ("positional arguments:", "参数："),
            ("options:", "选项："),
            ("show this help message and exit", "显示本帮助"),
            ("show program's version number and exit", "显示版本号"),
        ):
            text = text.replace(english, chinese)
        return text


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="输出 JSON（UTF-8，标准输出上只有它）")


def _as_of(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", metavar="日期", help="按哪一天统计，如 2021-12-31")


def _known(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--known",
        metavar="时刻",
        help="按当时所知统计：不看这一时刻以后录入和更正的内容，如 2021-12-31（到当日末）或 2021-12-31T17:00",
    )


def build() -> argparse.ArgumentParser:
    """The whole grammar."""
    parser = ChineseParser(
        prog="bureau-desk",
        description="科技局台账与期刊。不带命令时打开窗口。",
        epilog="退出状态：0 完成；1 完成但有问题；2 用法不对；3 环境出错。",
    )
    parser.add_argument("--desk", metavar="台账", help="台账文件（缺省为用户数据文件夹中的台账）")
    parser.add_argument("--author", metavar="姓名", help="记入修改历史的经办人（缺省为系统用户）")
    parser.add_argument("--version", action="version", version=f"bureau-desk {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="命令", parser_class=ChineseParser)

    one = commands.add_parser("demo", help="用随附资料生成演示台账，并发布示例期刊")
    one.add_argument("out", metavar="输出文件夹")
    one.add_argument("--no-pdf", action="store_true", help="不生成 PDF")
    _json(one)

    one = commands.add_parser("registers", help="列出全部台账及条数")
    _json(one)

    one = commands.add_parser("template", help="生成一张空白填报表")
    one.add_argument("register", metavar="台账")
    one.add_argument("out", metavar="输出.xlsx")

    _import_command(commands)

    one = commands.add_parser("export", help="导出台账为 Excel 或 CSV")
    one.add_argument("register", metavar="台账")
    one.add_argument("out", metavar="输出.xlsx|.csv")
    one.add_argument("--where", metavar="条件", help="如：辖市区=武进区 且 级别>=省级；“名称”即该台账的名称栏")
    one.add_argument("--all-fields", action="store_true", help="连同不外发字段一起导出")
    one.add_argument(
        "--as-of",
        metavar="日期",
        help="按哪一天的情况导出，如 2021-12-31：含当日及以前成立、认定的全部记录（连同已到期、已撤销的），不含此后的",
    )
    _json(one)

    one = commands.add_parser("ask", help="回答一个命名的问题")
    one.add_argument("figures", metavar="FIGURES.toml")
    one.add_argument("name", metavar="名称")
    _as_of(one)
    _known(one)
    _json(one)

    one = commands.add_parser("chart", help="画一张图")
    one.add_argument("figures", metavar="FIGURES.toml")
    one.add_argument("name", metavar="名称")
    one.add_argument("out", metavar="输出.png|svg|xlsx|docx")
    one.add_argument("--theme", default="A", help="主题：A 龙城蓝，B 绿色引擎")
    _as_of(one)

    _issue_commands(commands)
    _draft_command(commands)
    _keeping_commands(commands)
    return parser


def _import_command(commands: argparse._SubParsersAction[ChineseParser]) -> None:
    one = commands.add_parser("problems", help="列出待核的问题，或写成供各辖区核实的 Excel")
    one.add_argument("--register", metavar="台账", help="只列一个台账（代号或名称）")
    one.add_argument("--accepted", action="store_true", help="列出已接受的问题")
    one.add_argument("--by", choices=("register", "district"), default="register", help="Excel 按台账或按辖区分表")
    one.add_argument("-o", "--out", metavar="文件", help="写成 Excel，如 问题清单.xlsx")
    _json(one)

    one = commands.add_parser("import", help="导入 Excel 或 CSV")
    one.add_argument("register", metavar="台账")
    one.add_argument("file", metavar="文件")
    one.add_argument("--sheet", metavar="工作表", help="工作表名（缺省为第一张有内容的表）")
    one.add_argument("--match", metavar="字段", help="按哪个字段认出已有记录（键名或中文名，多个用逗号）")
    one.add_argument("--mode", choices=("add", "update", "both"), default="both", help="只新增、只更新或两者")
    one.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    one.add_argument("--errors", metavar="输出.xlsx", help="把有问题的行连同原因写成工作簿")
    since = one.add_mutually_exclusive_group()
    since.add_argument(
        "--valid-from",
        metavar="日期",
        help="更新的内容自这一天起有效，此前保持原样（缺省按字段：名称、代码、日期和文字算更正，一直如此；"
        "选项、数字和级别算变化，自今天起。新增的行一直有效）",
    )
    since.add_argument("--correct", action="store_true", help="更新的内容都是更正：原来录错了，一直如此")
    one.add_argument("--correction", metavar="原因", help="改动涉及已关账年度时，写明更正原因才写入")
    _json(one)


def _issue_commands(commands: argparse._SubParsersAction[ChineseParser]) -> None:
    one = commands.add_parser("publish", help="发布期刊：Word、Excel、数字出处工作簿和 PDF")
    one.add_argument("issue", metavar="期刊", help="期刊文件夹，或台账里一期的编号、名称")
    one.add_argument("out", metavar="输出文件夹")
    one.add_argument("--no-pdf", action="store_true", help="不生成 PDF（目录页码为估算）")
    one.add_argument("--word-only", action="store_true", help="不出 Excel 和数字出处（改稿时快看一眼 Word、PDF）")
    one.add_argument("--theme", default="", help="主题：A 龙城蓝，B 绿色引擎（缺省按期刊设置）")
    one.add_argument("--native-charts", action="store_true", help="Word 中放可编辑的图表而不是图片")
    marks = one.add_mutually_exclusive_group()
    marks.add_argument(
        "--since", default="", metavar="次|last", help="与这一期以前的某次发布相比，在 Word 里用修订标出变动的数字"
    )
    marks.add_argument("--marks", dest="since", action="store_const", const="last", help="即 --since last")
    one.add_argument(
        "--xlsx-template",
        metavar="模板.xlsx",
        help="把自己的工作簿填上本期的数：单元格里写 {{名称}}、{{table 名称}}、{{list 名称}}，格式、公式、图表照旧",
    )
    one.add_argument(
        "--brief",
        nargs="?",
        const="",
        metavar="版式",
        help="发成简报（issue.toml 的 [brief]），可指定版式，如 gbt-9704",
    )
    _as_of(one)
    _known(one)
    _json(one)

    one = commands.add_parser("receive", help="把来稿（Word 文件）收入期刊文件夹，列出没能保留的内容")
    one.add_argument("file", metavar="来稿.docx")
    one.add_argument("issue", metavar="期刊文件夹")
    one.add_argument("--column", default="来稿", metavar="栏目", help="放入哪个栏目，没有就新建")
    one.add_argument("--id", default="", dest="identity", metavar="编号", help="稿件编号（缺省取标题的拼音）")
    _json(one)

    one = commands.add_parser("check", help="校对期刊，或核对手工改过的 Word 里的数字")
    one.add_argument(
        "issue", metavar="期刊|文件.docx", help="期刊文件夹，台账里一期的编号、名称，或本程序发布的 Word 文件"
    )
    one.add_argument("--mend", action="store_true", help="先把能稳妥改正的地方改好，写回文章文件")
    _as_of(one)
    _json(one)


def _draft_command(commands: argparse._SubParsersAction[ChineseParser]) -> None:
    one = commands.add_parser(
        "draft",
        help="由台账起稿一篇文章，放入期刊文件夹",
        description="由台账起稿。不写稿件种类时列出各种稿件和它们的参数。只写台账里有的：没有的数不写，略去的逐条说明原因。",
        epilog="例：draft gaoqi --year 2021 --district 武进区 -o 期刊文件夹；"
        "draft shixiang --from 2021-01-01 --to 2021-12-31 -o 期刊文件夹；draft yuanqu --set park=中以常州创新园 -o 期刊文件夹。",
    )
    one.add_argument("kind", metavar="稿件种类", nargs="?", help="如 gaoqi 或“数据通报：高新技术企业”；不写则列出全部")
    one.add_argument("--from", dest="first", metavar="日期", help="起始日期，如 2021-01-01")
    one.add_argument("--to", dest="last", metavar="日期", help="截止日期或截至哪一天，如 2021-12-31")
    one.add_argument("--district", metavar="辖市区", help="只写一个辖市区，如 武进区（缺省为全市）")
    one.add_argument("--year", metavar="年度", help="哪一年，如 2021")
    one.add_argument(
        "--set",
        dest="more",
        metavar="参数=值",
        action="append",
        default=[],
        help="其他参数，如 scheme=…、park=…，可写多次",
    )
    one.add_argument("--column", metavar="栏目", default="", help="放入哪个栏目（缺省按稿件种类，没有这个栏目则新建）")
    one.add_argument(
        "-o", "--out", metavar="期刊文件夹", help="放入这个期刊；还没有的文件夹会建成新的一期。不写则只显示稿件"
    )
    _json(one)


def _keeping_commands(commands: argparse._SubParsersAction[ChineseParser]) -> None:
    one = commands.add_parser("history", help="一条记录的修改历史")
    one.add_argument("register", metavar="台账")
    one.add_argument("key", metavar="代码|名称|#编号")
    _json(one)

    one = commands.add_parser("undo", help="撤销最近一批改动，或指定的一批")
    one.add_argument("batch", metavar="批次", nargs="?", type=int)
    one.add_argument("--correction", metavar="原因", help="撤销涉及已关账年度时，写明更正原因才写入")
    _json(one)

    one = commands.add_parser("backup", help="写一份检查过的备份")
    one.add_argument("out", metavar="备份文件")

    one = commands.add_parser("restore", help="从备份恢复台账（原台账改名保留）")
    one.add_argument("file", metavar="备份文件")

    one = commands.add_parser("verify", help="检查数据库、流水和现行表是否一致")
    _json(one)


def read_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments; exits with status 2 and a Chinese sentence on wrong use."""
    return build().parse_args(argv)
