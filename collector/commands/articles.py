"""`wanhu article`: text for the 公众号 editor, from what is published."""

import argparse
import sys

import msgspec

from collector.commands.opening import Options, settings_here
from collector.settings import Settings
from generator.article import KINDS, Article, article
from generator.commands import add_content_option


def register(commands: Options) -> None:
    parser = commands.add_parser("article", help="写公众号文章：一个社区、一件结果或一周")
    parser.add_argument("kind", choices=KINDS, help="community 社区代码，result 编号，week 日期")
    parser.add_argument("key", metavar="代码、编号或日期", help="例如 fuxing、2022-000123、2022-08-05")
    parser.add_argument("--json", action="store_true", help="打印一个 JSON 对象")
    settings = settings_here()
    add_content_option(parser, settings.content)
    parser.set_defaults(run=lambda options: _article(options, settings))


def _article(options: argparse.Namespace, settings: Settings) -> int:
    written = article(options.content, settings.base_url, options.kind, options.key)
    sys.stdout.write(msgspec.json.encode(written).decode() + "\n" if options.json else _told(written))
    return 0


def _told(written: Article) -> str:
    """The title and digest for their own boxes, the pictures to upload, then the body."""
    pictures = "".join(
        f"图 {number}　{each.about}：{each.file}\n" for number, each in enumerate(written.pictures)
    )
    head = f"标题：{written.title}\n摘要：{written.digest}\n"
    return f"{head}要上传的图片（在网站文件夹里，图 0 作封面）：\n{pictures}\n{written.body}\n"
