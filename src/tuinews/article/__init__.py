"""From a page or a feed's own HTML to clean Markdown. Pure, and meant to run in worker processes."""
