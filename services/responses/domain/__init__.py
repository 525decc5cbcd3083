"""Types and rules of responses, without I/O.

classes.py: 対応区分, as configured. response.py: a response and its states.
errors.py: what can be wrong.
"""
