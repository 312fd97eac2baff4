"""Side panels: each follows one session at a time and shows or edits one side of its document."""
