"""The wire, from cassettes: what llmx sends and how it takes what comes back."""
