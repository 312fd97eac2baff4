"""Windows that are opened from a menu and closed again: reports, pictures, preferences, what went wrong, about."""
