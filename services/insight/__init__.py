"""Read models: what came in, counted per policy, stage, method, channel and day.

The service owns no state of its own. Everything here is filled from the topics of the other
services and can be dropped and rebuilt while the system runs.
"""
