"""`python -m forumplan`."""

from forumplan.cli.main import main

main()
