"""Whatever stands in the content under a slightly wrong name is named, with what it should be called."""

import pytest

from generator.reading.shelf import load
from tests.content_samples import make_png, make_result, published_lines, write_content


@pytest.fixture
def found(tmp_path):
    """Files that replace those of the sample, to problems as (file, code, level), and their messages."""

    def found(files=None, *, before=None):
        folder = write_content(tmp_path / "content", files)
        if before:
            before(folder)
        _, problems = load(folder)
        names = [(str(each.file).removeprefix(f"{folder}/"), each.code, each.level) for each in problems]
        return sorted(names), " ".join(each.message for each in problems)

    return found


def test_all_that_is_read_or_hidden_is_not_named(found):
    assert found({
        "notices/a.png": make_png(), "guide/b.webp": b"", "README.md": "", "notices/README": "",
        "notices/~$a.docx": "", "site.yaml~": "", "2022/.DS_Store": "", "2022/published/.gitkeep": "",
        "2022/published/photos/a.jpg": make_png(), "2022/published/withdrawn.yaml": "[]\n", "Thumbs.db": "",
    }) == ([], "")  # fmt: skip


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("2022/published/example-1.yml", "“example-1.yaml”"),
        ("2022/published/a.png", "published/photos/"),
        ("2022/published/old/fuxing.yaml", "“photos”"),
    ],
)
def test_what_publication_did_not_write_so_is_an_error(found, name, said):
    """Results that are left out unsaid make every count wrong."""
    places, messages = found({name: published_lines(make_result(issue_no="2022-000009"))})
    assert places == [("/".join(name.split("/")[:3]), "unread", "error")]
    assert said in messages


@pytest.mark.parametrize(
    ("name", "named", "said"),
    [
        ("notices/a.MD", "notices/a.MD", "“a.md”"),
        ("notices/b.md.txt", "notices/b.md.txt", "“b.md”"),
        ("notices/c.markdown", "notices/c.markdown", "“c.md”"),
        ("notices/sub/d.md", "notices/sub", "直接放到 notices/ 里"),
        ("notices/e.PNG", "notices/e.PNG", "“e.png”"),
        ("notice/e.md", "notice", "“notices”"),
        ("Notices/e.md", "Notices", "“notices”"),
        ("2023年/campaign.yaml", "2023年", "“2023”"),
        ("2022/Published/fuxing.yaml", "2022/Published", "“published”"),
        ("2022/campaign.yml", "2022/campaign.yml", "“campaign.yaml”"),
        ("notices", "notices", "不是文件"),
        ("资料.xlsx", "资料.xlsx", "site.yaml、workdays.yaml"),
    ],
)
def test_what_else_nobody_reads_is_a_warning(found, name, named, said):
    places, messages = found({name: "x"})
    assert places == [(named, "unread", "warning")]
    assert said in messages


@pytest.mark.parametrize("name", ["2022/published", "2022/published/photos"])
def test_a_file_where_a_folder_of_published_things_belongs_is_an_error(found, name):
    places, _ = found({"2022/published/fuxing.yaml": None}, before=lambda folder: put_file(folder / name))
    assert places == [(name, "unread", "error")]


def put_file(path):
    path.parent.mkdir(exist_ok=True)
    path.write_text("x")


@pytest.mark.parametrize("name", ["withdrawn.yaml", "coverage.yaml", "photos/a.jpg", "example-1.yaml"])
def test_a_link_that_leads_nowhere_is_not_taken_for_nothing(found, name):
    def link(folder):
        (folder / "2022/published" / name).parent.mkdir(exist_ok=True)
        (folder / "2022/published" / name).symlink_to("/nowhere/at/all")

    assert found(before=link)[0] == [(f"2022/published/{name}", "unreadable", "error")]


@pytest.mark.parametrize("name", ["pages/x.png", "2022/published/photos/x"])
def test_a_folder_in_place_of_a_picture_is_a_problem_not_a_traceback(found, name):
    places, _ = found(before=lambda folder: (folder / name).mkdir(parents=True))
    assert places == [(name, "unreadable", "error")]
