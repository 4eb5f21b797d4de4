"""What opens above a screen and gives an answer."""
