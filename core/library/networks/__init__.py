"""The field's networks, one file a family, and the blocks they are built from."""
