"""Who does the work: translators, what they can, when and where."""
