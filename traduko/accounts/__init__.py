"""People who sign in: accounts, roles, sessions, second factors, who may do what."""
