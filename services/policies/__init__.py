"""Policies (政策・計画): their four stages, what was held at them, the drafts of their plans."""
