"""One mongod on loopback as a replica set of one: change streams and transactions need a set."""

from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from infra.local import tools

REPLICA_SET = "kyodo"
NOT_YET_INITIALIZED = 94
CACHE_GB = "0.5"


def url(port: int) -> str:
    """Return the address for clients."""
    return f"mongodb://127.0.0.1:{port}/?replicaSet={REPLICA_SET}"


def prepare(directory: Path) -> None:
    """Make the folder for the data."""
    (directory / "data" / "mongo").mkdir(parents=True, exist_ok=True)


def command(directory: Path, port: int) -> list[str]:
    """Return the database's command line."""
    return [
        *(str(tools.mongod()), "--dbpath", str(directory / "data" / "mongo")),
        *("--port", str(port), "--bind_ip", "127.0.0.1", "--nounixsocket"),
        *("--replSet", REPLICA_SET, "--wiredTigerCacheSizeGB", CACHE_GB, "--quiet"),
        # A killed consumer leaves its transaction open, and with it locks on what it wrote; its
        # successor waits until the server ends it. A batch takes well under a second.
        *("--setParameter", "transactionLifetimeLimitSeconds=5"),
        # A backup reads one moment for as long as this.
        *("--setParameter", "minSnapshotHistoryWindowInSeconds=3600"),
    ]


def make_ready(port: int) -> bool:
    """Initiate the set where that was not done yet; say whether it takes writes.

    A set that was made under another port is told its new one, so that the port may change
    between two starts.
    """
    address = f"127.0.0.1:{port}"
    client: MongoClient[dict[str, Any]] = MongoClient(
        "127.0.0.1", port, directConnection=True, serverSelectionTimeoutMS=500
    )
    try:
        if client.admin.command("hello").get("isWritablePrimary"):
            return True
        _join_own_set(client, address)
        return bool(client.admin.command("hello").get("isWritablePrimary"))
    except PyMongoError:
        # Still starting, or electing itself: the caller asks again and has a time limit.
        return False
    finally:
        client.close()


def is_ready(mongo_url: str) -> bool:
    """Say whether the database at this address takes writes."""
    client: MongoClient[dict[str, Any]] = MongoClient(mongo_url, serverSelectionTimeoutMS=2000)
    try:
        return bool(client.admin.command("hello").get("isWritablePrimary"))
    except PyMongoError:
        return False
    finally:
        client.close()


def _join_own_set(client: MongoClient[dict[str, Any]], address: str) -> None:
    members = [{"_id": 0, "host": address}]
    try:
        config = client.admin.command("replSetGetConfig")["config"]
    except OperationFailure as error:
        if error.code != NOT_YET_INITIALIZED:
            raise
        client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": members})
        return
    if [member["host"] for member in config["members"]] != [address]:
        config["members"] = members
        config["version"] += 1
        client.admin.command("replSetReconfig", config, force=True)
