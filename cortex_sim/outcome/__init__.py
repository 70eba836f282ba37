"""Reading results: what finished sessions say."""
