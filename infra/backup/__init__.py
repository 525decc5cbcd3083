"""Backup and restore: what cannot be made again, at one moment, checked by its sums.

Kept are the services' own documents and the topics. Left out is what is made from events (the
read models are rebuilt by themselves), the leases of relays, and the keys of people's private
data, which are copied to a folder of their own: who finds one of the two can read nothing, and a
key that was destroyed is not brought back by an old copy of the data.
"""
