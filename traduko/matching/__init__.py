"""Who could do it, in which order, and why not: arithmetic over plain values, no session."""
