"""Types and rules of committee recruitment; no I/O."""
