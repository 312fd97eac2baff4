"""Sketches as text and as files: the codec, its migrations, and durable writing."""
