import pytest

from collector.rules.publishing.signature import may_sign, page_of, sign

TICKET = "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg"
NONCE, TIMESTAMP = "Wm3WZYTPz0wzccnW", 1414587457


@pytest.mark.parametrize(
    ("url", "signature"),
    [
        ("http://mp.weixin.qq.com?params=value", "0f9de62fce790f9a083d5c99e95740ceb90c27ed"),
        ("http://mp.weixin.qq.com?params=value#main", "0f9de62fce790f9a083d5c99e95740ceb90c27ed"),
        ("http://mp.weixin.qq.com", "f4d90daf4b3bca3078ab155816175ba34c443a7b"),
    ],
)
def test_the_signature_is_that_of_the_vectors(url: str, signature: str) -> None:
    """R3.2, with and without a fragment."""
    assert sign(TICKET, NONCE, TIMESTAMP, url) == signature


def test_only_the_fragment_goes() -> None:
    """The query stays as the browser wrote it."""
    assert page_of("https://wanhu.test/a/?q=%E7%81%AF&b=1#x#y") == "https://wanhu.test/a/?q=%E7%81%AF&b=1"


@pytest.mark.parametrize(
    ("url", "is_ours"),
    [
        ("https://wanhu.test/", True),
        ("https://wanhu.test", True),
        ("https://WANHU.test/2022/?from=singlemessage#x", True),
        ("http://wanhu.test/", False),
        ("https://wanhu.test.evil.test/", False),
        ("https://evil.test/https://wanhu.test/", False),
        ("https://wanhu.test@evil.test/", False),
        ("https://evil.test#@wanhu.test/", False),
        ("https://evil.test\\@wanhu.test/", False),
        ("https://me@wanhu.test/", False),
        ("https://wanhu.test:8443/", False),
        ("https://wanhu.test/\n&ticket=1", False),
        ("https://wanhu.test/ x", False),
        ("https://wanhu.test/路灯", False),
        ("https://[wanhu.test/", False),
        ("//wanhu.test/", False),
        ("https://wanhu.test/" + "a" * 2048, False),
        ("", False),
    ],
)
def test_only_pages_of_ours_are_signed(url: str, is_ours: bool) -> None:
    """https, the very host, nothing that a browser would read otherwise."""
    assert may_sign(url, {"wanhu.test"}) is is_ours
    assert not may_sign(url, ())
