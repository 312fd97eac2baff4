"""How a sketch looks: its geometry, and one painter for the widget, for pixels and for vectors."""
