"""What every room stands on: database, clock, outbox, audit, files, keys."""
