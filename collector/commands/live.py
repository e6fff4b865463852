"""`wanhu serve --preview`: built again when content, a template or a style changes (即时预览).

An open page of the site asks what the site is now and loads itself again when that is another than it came
from. What stops a build is shown on the page, and the site stays as it was.
"""

import json
import sys
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from collector.desk import Desk
from collector.desk.publishing.publication import rebuild
from collector.errors import Refusal
from generator.errors import GeneratorError, reason
from generator.remembering import standing
from generator.rendering.scripts import digest

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ADDRESS = "/.preview"
LOOK_EVERY = 0.3
SCRIPT = """(() => {
  const {version} = document.currentScript.dataset
  const look = async () => {
    try {
      const now = await (await fetch("%s", {cache: "no-store"})).json()
      if (String(now.version) !== version) return location.reload()
      let bar = document.getElementById("preview")
      if (now.problem && !bar) {
        bar = document.createElement("p")
        bar.id = "preview"
        bar.setAttribute("role", "alert")
        bar.style = "position:fixed;inset:auto 0 0;margin:0;padding:1rem;background:#a61b1b;color:#fff"
        document.body.append(bar)
      }
      if (bar) now.problem ? bar.textContent = now.problem : bar.remove()
    } catch {}
    setTimeout(look, 400)
  }
  look()
})()
""".replace("%s", ADDRESS)
# Scripts of a page run only if its policy names them.
_NAMED = f"script-src {digest(SCRIPT)} ".encode()


class Watch:
    """Builds again when what the site is made of changes (守望); `version` counts the sites."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.version = 0
        self.problem = ""
        self._built_from = ""
        self._stop = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def look(self) -> None:
        """Build if something changed since the last look."""
        settings = self.desk.settings
        try:
            now = standing.state(str(settings.content), str(settings.templates))
        except OSError as error:
            # Whatever is done to the folder meanwhile: the next look is in a moment.
            self.problem = f"看不了内容或模板的文件夹（{reason(error)}）。请检查文件和权限。"
            return
        if now == self._built_from:
            return
        self._built_from = now
        try:
            built = rebuild(self.desk)
        except Refusal as refusal:
            self.problem = _told(refusal)
            sys.stderr.write(f"{self.problem}\n")
            return
        self.problem = ""
        if built.written or built.removed:
            self.version += 1
            sys.stdout.write(f"已重新生成：{built.written} 个文件，{built.seconds:.2f} 秒。\n")
            sys.stdout.flush()

    def _run(self) -> None:
        while not self._stop.wait(LOOK_EVERY):
            self.look()


def _told(refusal: Refusal) -> str:
    """What stops a build, with the file and the line to mend."""
    cause = refusal.__cause__
    return str(cause.problems[0]) if isinstance(cause, GeneratorError) else refusal.message


def with_reload(app: "WSGIApplication", watch: Watch) -> "WSGIApplication":
    """The same application; pages of the site ask `watch` whether they are still the newest."""

    def answer(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == ADDRESS:
            body = json.dumps({"version": watch.version, "problem": watch.problem}).encode()
            start("200 OK", [("Content-Type", "application/json"), ("Cache-Control", "no-store")])
            return [body]
        if not path.endswith(("/", ".html")) or path.startswith(("/desk/", "/api/")):
            return app(environ, start)
        # Asked before the page is read: one that is newer than it says loads once more, no older one stays.
        return _with_script(app, environ, start, watch.version)

    return answer


def _with_script(
    app: "WSGIApplication", environ: "WSGIEnvironment", start: "StartResponse", version: int
) -> Iterable[bytes]:
    """A page as it is now, neither compressed nor from the browser's memory, with the script at its end."""
    plain = {name: value for name, value in environ.items() if name not in _CONDITIONS}
    told: list[tuple[str, list[tuple[str, str]]]] = []

    def started(status: str, headers: list[tuple[str, str]], _problem: object = None) -> object:
        told.append((status, headers))
        return lambda _data: None

    body = b"".join(app(plain, started))  # type: ignore[arg-type]
    status, headers = told[-1]
    kept = [each for each in headers if each[0].lower() not in ("content-length", "etag")]
    if dict(headers).get("Content-Type", "").startswith("text/html"):
        script = f'<script data-version="{version}">{SCRIPT}</script>\n'
        body = body.replace(b"script-src ", _NAMED, 1) + script.encode()
    start(status, [*kept, ("Content-Length", str(len(body)))])
    return [body]


_CONDITIONS = ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
