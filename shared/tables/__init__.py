"""Tables of what people wrote, as cities exchange them: CSV of any encoding, and workbooks.

``read_rows`` yields what a row says, or why it cannot be taken; nothing is guessed into place.
"""
