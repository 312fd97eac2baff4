"""Lists to search and choose from, that open where one works: what to add, what to replace a layer by, commands."""
