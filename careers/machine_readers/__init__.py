"""Machine-readable views of guides: feed, sitemap, structured data, social image."""
