"""Files of office programs that clerks work with: opinions and responses, out and back; reports."""
