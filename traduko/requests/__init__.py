"""What institutions ask for: service requests, their documents, drafts and life."""
