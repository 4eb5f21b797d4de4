"""The list of venues: its lines, its pane, its acts."""
