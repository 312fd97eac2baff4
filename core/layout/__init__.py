"""Where nodes stand: sizes as a pure function, the same on every machine."""
