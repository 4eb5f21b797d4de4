"""Child processes beside the screens: fetch and think."""
