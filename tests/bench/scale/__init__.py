"""How cost grows with what is stored."""
