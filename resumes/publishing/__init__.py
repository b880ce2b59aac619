"""Publishing: addresses, visibility, what a page shows, share links."""
