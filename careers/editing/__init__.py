"""What editors work with: the working copy, its revisions and their differences, and links that show a draft."""
