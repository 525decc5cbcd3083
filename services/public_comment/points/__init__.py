"""Splitting a comment (通) into the opinions (意見, 件) that it holds."""
