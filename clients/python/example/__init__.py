"""A small shop that uses everything of the SDK: `python -m example`."""
