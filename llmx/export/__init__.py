"""Export: records and documents to files, one writer a format."""
