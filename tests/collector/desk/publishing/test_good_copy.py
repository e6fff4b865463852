"""The office's own files are looked at once, whatever links stand among them."""

from collector.desk.publishing import good_copy


def test_links_that_lead_back_are_not_followed(tmp_path):
    """Two of them would be gone through until the names are too long, twice as often with each step."""
    (tmp_path / "site.yaml").touch()
    for name in ("one", "other"):
        (tmp_path / name).symlink_to(".")
    assert good_copy.looks(tmp_path).keys() == {"site.yaml"}


def test_a_link_to_nowhere_is_nothing_to_keep(tmp_path):
    """The rest is kept all the same."""
    (tmp_path / "site.yaml").write_text("a: 1\n")
    (tmp_path / "old.md").symlink_to(tmp_path / "gone.md")
    assert [*good_copy.looks(tmp_path)] == ["site.yaml"]
