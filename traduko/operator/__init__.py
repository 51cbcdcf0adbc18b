"""The body that runs the portal: its settings with history, its calendar, its profiles."""
