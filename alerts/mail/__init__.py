"""From the contents of a digest to the bytes that leave. Whatever many mails share is made once."""
