"""Checks a set-up and says what to do about what is wrong: ``manage.py doctor``. Changes nothing."""
