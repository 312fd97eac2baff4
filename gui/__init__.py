"""The window: PySide6. Stands on core; core knows nothing of it."""
