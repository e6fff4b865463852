"""A picture of the work (照片) beside a public text: what it must come with, and who has looked at it."""

import base64

import msgspec

from collector.errors import Refusal
from generator.campaign.records import PublishedPhoto

MOST_PHOTOS = 4
LONGEST_ALT = 60
WHENS = {"before": "办之前", "after": "办之后"}
# What the approver has looked for in each picture; all must be ticked.
CLEARANCES = {"faces": "没有人脸", "plates": "没有车牌号", "doors": "没有门牌号、楼栋单元号"}


class PhotoFile(msgspec.Struct, frozen=True, kw_only=True):
    """The file of a picture (照片文件), kept with the public text until it is withdrawn.

    `code` is its name; `data` is base64.
    """

    code: str
    issue_no: str
    data: str
    added_by: str
    added_at: str

    @property
    def content(self) -> bytes:
        return base64.b64decode(self.data)


def photo_line(file: str, alt: str, when: str) -> PublishedPhoto:
    """A picture as the public record names it, or a refusal where it is neither of before nor after."""
    if when not in WHENS:
        said = "请选这是办之前还是办之后"
        raise Refusal("photo", said, {"when": said})
    return PublishedPhoto(file, alt, "before" if when == "before" else "after")


def check_photo(photo: PublishedPhoto, beside: tuple[PublishedPhoto, ...]) -> None:
    """Refuse a picture without words for those who cannot see it, one too many, or the same again."""
    wrong = {}
    if not photo.alt:
        wrong["alt"] = "请用一句话写照片上是什么，给看不见的人听"
    elif len(photo.alt) > LONGEST_ALT:
        wrong["alt"] = f"照片说明写了 {len(photo.alt)} 个字，最多 {LONGEST_ALT} 个字"
    if len(beside) >= MOST_PHOTOS:
        wrong["photo"] = f"一件事最多 {MOST_PHOTOS} 张照片，先删掉一张"
    elif photo.file in {each.file for each in beside}:
        wrong["photo"] = "这张照片已经传过了"
    if wrong:
        raise Refusal("photo", "照片还要补正：" + "；".join(wrong.values()), wrong)
