"""Topics: what citizens speak of, found in their own words, and the views that few hold."""
