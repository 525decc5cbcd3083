"""What a fold is; no I/O."""
