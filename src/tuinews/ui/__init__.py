"""The reader: screens, widgets, keys and themes. The only room that knows Textual."""
