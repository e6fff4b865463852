"""`wanhu init`: a folder of one's own that builds at once and says what is still to be filled in."""

import datetime
import shutil
import subprocess
from pathlib import Path

import pytest

from collector.commands import main
from collector.errors import Refusal
from collector.settings import SHIPPED, read_settings
from collector.start import init_folder
from generator.build import Options, build, read
from generator.errors import ContentError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "street"
    init_folder(target, 2022)
    return target


def test_everything_to_fill_in_is_there_and_nothing_that_was_published(folder: Path) -> None:
    """The files the office fills in are there, the plan's own are ready, and no published record is."""
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {
        ".env",
        ".gitignore",
        "README.md",
        "content/site.yaml",
        "content/workdays.yaml",
        "content/2022/campaign.yaml",
        "content/2022/places.yaml",
        "content/2022/units.yaml",
        "content/2022/form.yaml",
        "content/2022/ledgers.yaml",
        "content/pages/about.md",
        "content/policies/work-wages.md",
    } <= names
    assert not [name for name in names if "published" in name or "notices/" in name or "stories/" in name]


def test_settings_are_for_their_owner_alone(folder: Path) -> None:
    """A key may stand in them, and `check --deploy` asks for it."""
    assert (folder / ".env").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_only_what_people_write_goes_into_git(folder: Path) -> None:
    """Backups, ledgers, keys and lists that commands leave in the folder hold personal data."""
    kept = ("content/site.yaml", "content/2022/units.yaml", "templates/public/home.html")
    private = ("backups/a.jsonl", "a.json", "a.zip", "secret_key", "erasures.txt", "instance/store/wanhu.db")
    public = ("content/2022/published/fuxing.yaml", "content/户册.xlsx", "site/index.html")
    for name in (*kept, *private, *public):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    said = subprocess.run(["git", "add", "-A", "-n", "."], cwd=folder, check=True, capture_output=True)
    added = {line.split("'")[1] for line in said.stdout.decode().splitlines()}
    assert set(kept) <= added
    assert {name.partition("/")[0] for name in added} == {".gitignore", "README.md", "content", "templates"}
    assert not [name for name in added if "published" in name or "xlsx" in name]


def test_a_new_folder_carries_no_demo_data(folder: Path) -> None:
    """No community, unit or number of the demo comes along, nor what only the plan's own office may say."""
    for path in folder.rglob("*"):
        if path.suffix in (".md", ".yaml"):
            text = path.read_text(encoding="utf-8")
            assert "示例一社区" not in text, path
            assert "区示例民政局" not in text, path
            assert not [word for word in ("湖田", "淄博", "福兴", "湖工发") if word in text], path
    year = read(Options(content=folder / "content"))[0].campaign_year()
    assert [each.name for each in year.places.communities] == ["待填写社区"]
    assert len(year.form.prompts) == 9
    assert {table.year for table in year.workdays} >= {2022, 2026}


def test_a_new_folder_builds_at_once_and_shows_what_is_missing(folder: Path, tmp_path: Path) -> None:
    """A newcomer sees a site straight away; every placeholder is a warning with its file and line."""
    done = build(Options(content=folder / "content", templates=SHIPPED / "templates", out=tmp_path / "site"))
    home = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "待填写街道走千村进万户" in home
    assert "演示站点，非政府网站" in home
    found = {(Path(each.file).name, each.line) for each in done.warnings if each.code == "unfilled"}
    assert {name for name, _ in found} == {
        "site.yaml",
        "places.yaml",
        "units.yaml",
        "campaign.yaml",
        "form.yaml",
        "about.md",
    }
    lines = (folder / "content" / "site.yaml").read_text(encoding="utf-8").splitlines()
    assert all("待填写" in lines[line - 1] for name, line in found if name == "site.yaml")


def test_placeholders_are_refused_for_real_use(folder: Path) -> None:
    """`--strict` stops at every placeholder, so none can go out by oversight."""
    with pytest.raises(ContentError) as refused:
        read(Options(content=folder / "content", strict=True))
    codes = {each.code for each in refused.value.problems if each.level == "error"}
    assert {"unfilled", "missing_identifier", "demo"} <= codes


def test_git_leaves_out_what_must_not_stay_in_history(folder: Path) -> None:
    """Published records, the store, the site and the settings are ignored by git; content is not."""
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    private = ["content/2022/published/fuxing.yaml", "instance/store/x", "site/index.html", ".env"]
    for name, ignored in [*((name, True) for name in private), ("content/site.yaml", False)]:
        found = subprocess.run(["git", "-C", str(folder), "check-ignore", "-q", name], check=False)
        assert (found.returncode == 0) is ignored, name


def test_the_settings_file_changes_nothing_until_it_is_edited(folder: Path) -> None:
    """`wanhu` run inside the folder uses the folder's own content, site and store."""
    settings = read_settings(folder, {})
    assert settings.content == folder / "content"
    assert settings.site == folder / "site"
    assert settings.store == str(folder / "instance" / "store")
    assert settings.today is None


@pytest.mark.parametrize("used", ["file", "folder"])
def test_a_place_that_is_in_use_is_refused_and_left_alone(tmp_path: Path, used: str) -> None:
    """What stands there is not touched."""
    target = tmp_path / "street"
    if used == "file":
        target.write_text("mine")
    else:
        target.mkdir()
        (target / "mine.txt").write_text("mine")
    with pytest.raises(Refusal) as refused:
        init_folder(target, 2022)
    assert refused.value.code == "folder_not_empty"
    assert [path.read_text() for path in tmp_path.rglob("*") if path.is_file()] == ["mine"]


def test_an_empty_folder_that_is_there_already_may_be_used(tmp_path: Path) -> None:
    """`mkdir` first and `init` then is fine."""
    init_folder(tmp_path, 2022)
    assert (tmp_path / "content" / "site.yaml").is_file()


@pytest.mark.parametrize("year", [2026, 2031])
def test_a_folder_is_made_for_the_year_that_is_asked_for(tmp_path: Path, year: int) -> None:
    """Its names, dates and guide are of that year, and it builds, its working days known or not."""
    assert main(["init", str(tmp_path / "street"), "--year", str(year)]) == 0
    content = tmp_path / "street" / "content"
    for file in (*(content / str(year)).iterdir(), content / "site.yaml", content.parent / "README.md"):
        assert "2022" not in file.read_text(encoding="utf-8"), file
    build(Options(content=content, templates=SHIPPED / "templates", out=tmp_path / "site"))
    campaign = read(Options(content=content))[0].campaign_year().campaign
    assert campaign.year == year
    assert campaign.phases[0].starts_on == datetime.date(year, 6, 1)
    assert (tmp_path / "site" / str(year) / "index.html").is_file()


def test_a_folder_is_for_this_year_unless_another_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The clock says which year it is, and the command which one it took."""
    monkeypatch.setenv("WANHU_TODAY", "2025-03-01")
    assert main(["init", str(tmp_path / "street")]) == 0
    assert "2025 年的活动" in capsys.readouterr().out
    assert (tmp_path / "street" / "content" / "2025" / "campaign.yaml").is_file()
