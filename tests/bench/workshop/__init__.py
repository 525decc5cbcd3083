"""``make bench-workshop``: a live World Café at full size."""
