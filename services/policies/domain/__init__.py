"""Types and rules of policies and plan documents. No I/O, no clock: today is an argument."""
