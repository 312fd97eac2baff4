"""The model: what a sketch is, what follows from it, and how it is kept. No Qt here."""
