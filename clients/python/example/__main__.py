"""`python -m example`."""

from example.main import main

main()
