"""Opinions (意見, 件): how a comment is split, and where answering them stands."""
