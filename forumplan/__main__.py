"""`python -m forumplan`."""

from forumplan.cli.entry import main

main()
