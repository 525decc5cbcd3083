import hashlib
import json

from services.public_comment.domain.commitment import SALT_BYTES, commitment, new_salt


def test_anyone_can_recompute_it_with_what_the_receipt_holds() -> None:
    """The recipe that the receipt's file explains, with nothing of ours."""
    salt = new_salt()
    statement = {
        "receipt_number": "483910275648",
        "consultation_id": "c",
        "clause_id": None,
        "text": "改行\nと「引用」とemoji👍",
        "version": 1,
    }
    written = json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    expected = hashlib.sha256(salt + written.encode()).hexdigest()
    assert commitment(salt, **statement) == expected  # type: ignore[arg-type]


def test_it_says_nothing_without_the_salt() -> None:
    assert SALT_BYTES * 8 >= 128
    fields = {"consultation_id": "c", "clause_id": None, "receipt_number": "1", "version": 1}
    texts = {commitment(new_salt(), text="同じ", **fields) for _ in range(50)}  # type: ignore[arg-type]
    assert len(texts) == 50


def test_it_covers_files_and_stays_the_same_without() -> None:
    salt, hashes = new_salt(), ["3f" * 32, "a0" * 32]
    said = {
        "receipt_number": "1",
        "consultation_id": "c",
        "clause_id": None,
        "text": "文",
        "version": 1,
    }
    with_files = {**said, "attachments": hashes}
    written = json.dumps(with_files, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    expected = hashlib.sha256(salt + written.encode()).hexdigest()
    assert commitment(salt, **with_files) == expected  # type: ignore[arg-type]
    assert commitment(salt, **said, attachments=()) == commitment(salt, **said)  # type: ignore[arg-type]
    assert commitment(salt, **with_files) != commitment(salt, **said)  # type: ignore[arg-type]
