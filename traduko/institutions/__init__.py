"""Who may ask: institutions, their verification, units and members."""
