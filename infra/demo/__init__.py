"""The demo: a fictitious city (青葉野市), loaded through the gateway as its staff and citizens do.

Every mutation has a key made of the data's own names, and every date counts from the day of the
first load: loading it again, also after a load that was broken off, adds only what is missing.
"""
