"""What is typed: lines of text that write to a document with every keystroke, wherever they stand."""
