"""What maintainers run now and then: nothing here is needed to use llmx."""
