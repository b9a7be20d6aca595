"""Chapter 01: the framework, step by step."""
