"""Pages, a folder per person: they load, ask one verb, and answer."""
