"""Web frameworks. Each module has a `setup_monlight`; none is imported before it is asked for."""
