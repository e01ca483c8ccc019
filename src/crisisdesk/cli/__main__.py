"""``python -m crisisdesk.cli``: the command itself."""

from crisisdesk.cli import main

main()
