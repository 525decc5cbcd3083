"""One Kafka broker in KRaft mode on loopback: its configuration, its storage, its readiness."""

import base64
import socket
import struct
import subprocess
import uuid
from pathlib import Path

from infra.local import tools
from infra.local.paths import KAFKA_JARS
from infra.local.say import Failure

PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller_port}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
# Events are kept without limit: every read model can be rebuilt from them.
log.retention.ms=-1
log.retention.bytes=-1
# One broker holds the only replica of the internal topics; few partitions start sooner.
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=4
group.initial.rebalance.delay.ms=0
# A killed broker that comes back waits until its former session has run out.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=1000
"""

API_VERSIONS = 18


def classpath() -> str:
    """Return the classpath of the broker's jars.

    Raises:
        Failure: the jars have not been fetched.
    """
    if next(KAFKA_JARS.glob("*.jar"), None) is None:
        raise Failure(
            "Kafka の jar がありません。make setup を実行してください。",
            "Kafka's jars are missing; run make setup.",
        )
    return f"{KAFKA_JARS}/*"


def prepare(directory: Path, port: int, controller_port: int) -> None:
    """Write the configuration, and format the storage the first time.

    Raises:
        Failure: the storage cannot be formatted.
    """
    data = directory / "data" / "kafka"
    data.mkdir(parents=True, exist_ok=True)
    properties = _properties_file(directory)
    properties.write_text(
        PROPERTIES.format(port=port, controller_port=controller_port, data=data), encoding="utf-8"
    )
    if not (data / "meta.properties").exists():
        _format(properties)


def command(directory: Path) -> list[str]:
    """Return the broker's command line."""
    return [
        str(tools.java()),
        *("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"),
        "-Djava.awt.headless=true",
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
        "-Dorg.slf4j.simpleLogger.showDateTime=true",
        "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ssXXX",
        *("-cp", classpath(), "kafka.Kafka", str(_properties_file(directory))),
    ]


def is_ready(bootstrap: str) -> bool:
    """Say whether one of these brokers answers a request: a bound port alone is not enough."""
    return any(_answers(address.strip()) for address in bootstrap.split(","))


def _answers(address: str) -> bool:
    host, _, port = address.rpartition(":")
    request = struct.pack(">hhih", API_VERSIONS, 0, 1, -1)
    try:
        with socket.create_connection((host, int(port)), timeout=2) as connection:
            connection.sendall(struct.pack(">i", len(request)) + request)
            answer = connection.recv(10)
    except OSError:
        return False
    return len(answer) == 10 and struct.unpack(">iih", answer)[2] == 0


def _properties_file(directory: Path) -> Path:
    return directory / "run" / "kafka.properties"


def _format(properties: Path) -> None:
    cluster_id = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    done = subprocess.run(
        [
            *(str(tools.java()), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
            *("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", classpath()),
            *(
                "kafka.tools.StorageTool",
                "format",
                f"--cluster-id={cluster_id}",
                "-c",
                str(properties),
            ),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise Failure(
            f"Kafka の保存領域を作れませんでした: {' '.join(reason)}。空き容量を確かめてください。",
            f"Kafka's storage could not be formatted: {' '.join(reason)}; check free disk space.",
        )
