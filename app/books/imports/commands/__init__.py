"""Reading, checking and writing an import, step by step."""
