"""A folder of one's own to start a real campaign in (新建活动): content to fill in, no demo data."""

import shutil
from pathlib import Path

from collector.errors import Refusal
from collector.settings import SHIPPED
from generator.errors import reason

TEMPLATE = Path(__file__).parent / "folder"
# The year of the plan we ship: in names and texts it stands for the year the folder is for.
PLAN_YEAR = "2022"

# What is ready to use as shipped: the plan's own phases and limits, the nine prompts, ledgers, working days,
# policy answers, explanations and guides. Nothing that was published, no communities, no units, no plan.
READY = (
    "workdays.yaml",
    "2022/campaign.yaml",
    "2022/form.yaml",
    "2022/ledgers.yaml",
    "policies",
    "pages",
    "guide",
)
TO_BE_WRITTEN = ("notices", "stories")
# What in these only the subdistrict whose plan we ship may say, and what stands there until it is filled in.
ITS_OWN = {
    "湖田街道": "待填写街道",
    "湖工发〔2022〕34号": "待填写（发文字号）",
    "\npolicy: plan-2022 ": "\n# policy: plan-2022 ",
}


def init_folder(target: Path, year: int) -> None:
    """Make the folder of a year's campaign (活动文件夹) at `target`, which must be empty or not there yet."""
    _refuse_used(target)
    content = target / "content"
    try:
        for name in READY:
            _copy(SHIPPED / "content" / name, content / name.replace(PLAN_YEAR, str(year)))
        (content / "policies" / f"plan-{PLAN_YEAR}.md").unlink()
        for name in TO_BE_WRITTEN:
            (content / name).mkdir(parents=True)
        for file in sorted(each for each in TEMPLATE.rglob("*") if each.is_file()):
            place = Path(str(file.relative_to(TEMPLATE)).replace(PLAN_YEAR, str(year)))
            # The settings and git's list carry their dots only here: in our own folder they would act.
            _copy(file, target / place.with_name(place.name.removeprefix("dot")))
        for file in (target / "README.md", content / "site.yaml", *(content / str(year)).iterdir()):
            _fit(file, year)
        (target / ".env").chmod(0o600)  # a key will stand in it one day
    except OSError as error:
        raise Refusal("cannot_write", f"不能在 {target} 里建文件：{reason(error)}。请换一个地方。") from None


def _refuse_used(target: Path) -> None:
    if target.is_dir() and not any(target.iterdir()):
        return
    if target.exists():
        raise Refusal("folder_not_empty", f"{target} 已经有内容，新活动要放在空文件夹里。请换一个名字。")


def _fit(file: Path, year: int) -> None:
    text = file.read_text("utf-8")
    for own, blank in ITS_OWN.items():
        text = text.replace(own, blank)
    file.write_text(text.replace(PLAN_YEAR, str(year)), "utf-8")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)
