"""The canvas: one widget that shows a sketch and lets it be edited by mouse and keyboard."""
