"""What the promises of speed are measured with: `make bench`, described in docs/performance.md.

Nothing is imported here: a child process that measures the start of the program begins with this package.
"""
