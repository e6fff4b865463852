"""The demo campaign (演示活动): believable, the same every time, and made through the real acts.

Everything in it is invented but the name 福兴社区; it stands as of the evening of 2022-08-05.
"""

from collector.demo.campaign import PASSPHRASE, SIGN_INS, is_demo, make_demo

__all__ = ["PASSPHRASE", "SIGN_INS", "is_demo", "make_demo"]
