"""Topics and small voices at record size: ``make bench-insight``."""
