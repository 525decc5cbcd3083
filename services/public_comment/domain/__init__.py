"""Types and rules of public comment, without I/O.

period.py: when a comment counts. text.py: what a comment may hold. receipt.py: the two numbers.
commitment.py: the proof of what was said. errors.py: what can be wrong.
"""
