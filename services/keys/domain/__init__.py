"""Rules about keys and how long they are kept."""
