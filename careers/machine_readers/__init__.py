"""Guides for machines: feed, sitemap, structured data, and the picture that stands for a shared link."""
