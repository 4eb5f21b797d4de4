"""What a user can ask for, without a screen."""
