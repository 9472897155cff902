"""Pure text functions; nothing here touches the world or imports the rest of llmx."""
