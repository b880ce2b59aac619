"""Date formats of the staff site, in UTC: what Django's admin and its templates use when nobody names a format.

Pages and emails for members use `toolkit.localization`, which knows the reader's time zone.
"""

DATE_FORMAT = "F j, Y"  # November 30, 2026
TIME_FORMAT = "g:i A"
DATETIME_FORMAT = "D, M j, Y, g:i A e"  # Mon, Nov 30, 2026, 8:00 AM UTC
