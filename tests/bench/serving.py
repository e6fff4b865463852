"""What serves the site faster (静态服务): `python -m tests.bench.serving [--turns N]`.

The home page of the project's own content, asked for over 32 connections by wrk (Debian: wrk), from `wanhu
serve` and from nginx with what `wanhu deploy nginx` prints, which answers over TLS. The two take turns.
"""

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.installation import REFUSED
from tests.whole.test_front_servers import Front

ASK = ("wrk", "-t1", "-c32", "-d3s", "-H", "Accept-Encoding: gzip")


def requests_a_second(address: str) -> float:
    """What wrk counts; an answer that is no 2xx or 3xx stops the bench."""
    said = subprocess.run([*ASK, address], capture_output=True, text=True, check=True).stdout
    found = re.search(r"Requests/sec:\s*([0-9.]+)", said)
    if found is None or "Non-2xx" in said:
        raise SystemExit(said)
    return float(found[1])


def main(turns: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        front = Front(Path(name), "nginx")
        own = f"http://127.0.0.1:{front.served.port}/"
        command = [sys.executable, "-m", "collector", "serve", "--port", str(front.served.port)]
        environment = front.served.environment() | {"WANHU_SITE": "site"}
        server = subprocess.Popen(
            command, cwd=name, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        nginx = front.up("nginx")
        try:
            while not _answers(front):
                time.sleep(0.1)
            pairs = [(requests_a_second(own), requests_a_second(f"{front.base}/")) for _ in range(turns)]
        finally:
            nginx.terminate()
            server.terminate()
            nginx.wait(30)
            server.wait(30)
    ours, its = (statistics.median(each) for each in zip(*pairs, strict=True))
    print(f"wanhu serve {ours:,.0f}/s   nginx {its:,.0f}/s   nginx / wanhu serve = {its / ours:.1f}")


def _answers(front: Front) -> bool:
    try:
        return front.served.answers()
    except REFUSED:
        return False


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=3)
    main(parser.parse_args().turns)
