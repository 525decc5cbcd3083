"""One module per page: what a reader of the page sees, from top to bottom.

Not called ``pages``: Streamlit runs the files of a folder of that name as scripts of their own when
an address names one of them before ``app.py`` has run.
"""
