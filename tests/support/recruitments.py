"""Recruitments whose period is over: what no caller can bring about, and only time does."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pymongo import MongoClient

from shared.clock import today_jst


def end_recruitment(environment: Mapping[str, str], recruitment_id: str) -> None:
    """Let yesterday have been its last day."""
    last = (today_jst() - timedelta(days=1)).isoformat()
    change = {"$set": {"call.opens_on": last, "call.last_day": last, "last_day": last}}
    with MongoClient[dict[str, Any]](environment["KYODO_MONGO_URL"]) as client:
        for name in client.list_database_names():
            if name.endswith("committee_recruitment"):
                client[name]["recruitments"].update_one({"_id": recruitment_id}, change)
