"""What every room stands on: database, clock, mail outbox, audit, files, keys. Knows nothing of the field."""
