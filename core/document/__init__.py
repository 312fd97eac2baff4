"""What a person makes: graphs of placed operators as immutable values, and the edits that turn one into another."""
