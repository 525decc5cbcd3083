"""What every part of Kyodo stands on: settings, events, broker, database, errors, logs."""
