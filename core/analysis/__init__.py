"""What follows from a document: shapes, costs, issues, branches. Pure functions of values."""
