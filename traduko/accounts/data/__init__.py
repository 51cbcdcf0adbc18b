"""Lists that passwords are compared with."""
