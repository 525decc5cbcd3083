"""Fetch Kafka's jars as locked, check their hashes, or write the lock anew.

    python -m infra.local.kafka_jars.fetch          # fetch what is missing
    python -m infra.local.kafka_jars.fetch --lock   # resolve pom.xml, write jars.lock

jgo fetches in pure Python; where it cannot (it does not read Maven's own settings, so it knows no
company mirror) Maven does, if there is one.
"""

import hashlib
import logging
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from xml.etree import ElementTree

from jgo.maven import MavenContext
from jgo.parse import Coordinate

from infra.local.paths import KAFKA_JARS, LOCAL
from infra.local.say import Failure, or_fail, step

HERE = Path(__file__).parent
POM = HERE / "pom.xml"
LOCK = HERE / "jars.lock"
NAMESPACE = "{http://maven.apache.org/POM/4.0.0}"
AT_ONCE = 6

Result = TypeVar("Result")


@dataclass(frozen=True)
class Jar:
    """One artifact; ``sha256`` is hexadecimal, empty while the lock is being written."""

    group: str
    artifact: str
    version: str
    sha256: str = ""

    @property
    def coordinates(self) -> str:
        """Return ``group:artifact:version``."""
        return f"{self.group}:{self.artifact}:{self.version}"

    @property
    def file(self) -> Path:
        """Return where the jar lies once it is fetched and checked."""
        return KAFKA_JARS / f"{self.artifact}-{self.version}.jar"


def fetch_missing() -> None:
    """Fetch the locked jars that are not here yet, and drop those that are not locked any more.

    Raises:
        Failure: a jar cannot be fetched, or is not the one that was locked.
    """
    jars = read_lock()
    KAFKA_JARS.mkdir(parents=True, exist_ok=True)
    missing = [jar for jar in jars if not jar.file.exists()]
    if missing:
        with step(f"Kafka の jar {len(missing)} 個を取得しています", "fetching Kafka's jars"):
            _fetch(missing)
    for file in set(KAFKA_JARS.glob("*.jar")) - {jar.file for jar in jars}:
        file.unlink()


def read_lock() -> list[Jar]:
    """Return what the lock lists."""
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    return [Jar(*line.replace(":", " ").split()) for line in lines if not line.startswith("#")]


def write_lock() -> None:
    """Resolve pom.xml with everything it needs and write the lock.

    Raises:
        Failure: a pom or a jar cannot be fetched.
    """
    with tempfile.TemporaryDirectory(dir=LOCAL) as folder, step("解決しています", "resolving"):
        cache = Path(folder)
        try:
            jars = _resolve(cache)
            hashes = _in_parallel(lambda jar: _sha256(_by_jgo(jar, cache)), jars)
        except Exception as error:
            raise _unreachable(error) from error
    lines = sorted(f"{jar.coordinates} {sha}" for jar, sha in zip(jars, hashes, strict=True))
    head = "# Written by `make lock` from pom.xml: every jar of the broker with its SHA-256."
    LOCK.write_text("\n".join([head, *lines, ""]), encoding="utf-8")


def _fetch(jars: Sequence[Jar]) -> None:
    with tempfile.TemporaryDirectory(dir=LOCAL) as folder:
        cache = Path(folder)
        try:
            _in_parallel(lambda jar: _keep(jar, _by_jgo(jar, cache)), jars)
        except Failure:
            raise
        # jgo lets through whatever requests, the file system or its own parser raise.
        except Exception as error:
            if shutil.which("mvn") is None:
                raise _unreachable(error) from error
            _by_maven(cache, error)
            for jar in jars:
                _keep(jar, cache / "maven" / jar.file.name)


def _keep(jar: Jar, found: Path) -> None:
    if _sha256(found) != jar.sha256:
        raise Failure(
            f"取得した {jar.coordinates} の内容が記録と一致しません。"
            "ネットワークの中継サーバーを確かめてください。",
            f"{jar.coordinates} is not what was locked; check the network's proxy or mirror.",
        )
    draft = jar.file.with_suffix(".part")
    shutil.copyfile(found, draft)
    draft.replace(jar.file)


def _by_jgo(jar: Jar, cache: Path) -> Path:
    component = _context(cache).project(jar.group, jar.artifact).at_version(jar.version)
    found: Path = component.artifact().resolve()
    return found


def _by_maven(cache: Path, reason: Exception) -> None:
    command = ["mvn", "-q", "-B", "-f", str(POM), "dependency:copy-dependencies"]
    done = subprocess.run(
        [*command, f"-DoutputDirectory={cache / 'maven'}", "-DincludeScope=runtime"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise _unreachable(reason)


def _resolve(cache: Path) -> list[Jar]:
    context = _context(cache)
    wanted = [
        context.create_dependency(
            Coordinate(
                _text(element, "groupId"),
                _text(element, "artifactId"),
                _text(element, "version"),
                scope="compile",
            )
        )
        for element in ElementTree.parse(POM).iter(f"{NAMESPACE}dependency")  # noqa: S314
    ]
    inputs, needed = context.resolver.resolve(wanted)
    return [
        Jar(found.groupId, found.artifactId, found.version)
        for found in [*inputs, *(found for found in needed if found.scope != "test")]
    ]


def _text(element: ElementTree.Element, tag: str) -> str:
    return (element.findtext(NAMESPACE + tag) or "").strip()


def _context(cache: Path) -> MavenContext:
    return MavenContext(repo_cache=cache, timeout=60, local_repos=[])


def _in_parallel(work: Callable[[Jar], Result], jars: Sequence[Jar]) -> list[Result]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(work, jars))


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _unreachable(error: Exception) -> Failure:
    return Failure(
        f"Kafka の jar を取得できませんでした（{error}）。"
        "ネットワークを確かめるか、Maven を入れてから（例: apt install maven）"
        "もう一度実行してください。",
        f"Kafka's jars could not be fetched ({error}); check the network, or install Maven "
        "(such as apt install maven) and run it again.",
    )


if __name__ == "__main__":
    logging.getLogger("jgo").setLevel(logging.ERROR)
    sys.exit(or_fail(write_lock if "--lock" in sys.argv[1:] else fetch_missing))
