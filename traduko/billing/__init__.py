"""What it costs: dated tariffs, prices as stored snapshots, statements."""
