"""The only place that knows the MongoDB driver.

Motor is what the owner chose and its makers have deprecated it; the day it is replaced by
PyMongo's own async client, this folder changes and nothing else.
"""

from pymongo import ASCENDING, DESCENDING, IndexModel, InsertOne, ReturnDocument, UpdateOne
from pymongo.errors import BulkWriteError, DuplicateKeyError, PyMongoError

from shared.mongo.aggregates import WITHOUT_EVENTS, Aggregates, Outbox, StaleAggregate
from shared.mongo.client import Collection, Database, Document, Mongo, Session
from shared.mongo.cursors import Page, decode_cursor, encode_cursor, page_by
from shared.mongo.lease import Lease
from shared.mongo.transactions import Step, duplicate_key, passes, together, transaction

__all__ = [
    "ASCENDING",
    "DESCENDING",
    "WITHOUT_EVENTS",
    "Aggregates",
    "BulkWriteError",
    "Collection",
    "Database",
    "Document",
    "DuplicateKeyError",
    "IndexModel",
    "InsertOne",
    "Lease",
    "Mongo",
    "Outbox",
    "Page",
    "PyMongoError",
    "ReturnDocument",
    "Session",
    "StaleAggregate",
    "Step",
    "UpdateOne",
    "decode_cursor",
    "duplicate_key",
    "encode_cursor",
    "page_by",
    "passes",
    "together",
    "transaction",
]
