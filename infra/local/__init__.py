"""The whole system on one machine, without containers: set up, start, stop."""
