"""Pages, a folder per person. They load, ask one verb, and answer; rules live in the rooms below."""
