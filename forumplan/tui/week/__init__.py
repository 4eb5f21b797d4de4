"""The agenda of a week: its lines, its pane, its acts."""
