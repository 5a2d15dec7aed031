"""`python -m mocban`."""

from mocban.cli import main

main()
