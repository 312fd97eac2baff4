"""What the palette and the library offer: presets of layers, and sketches built in Python."""
