"""What a sketch costs, written down: one value, and a renderer for each format."""
