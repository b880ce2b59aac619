"""Signals about occupations, for apps that depend on this one."""

from django.dispatch import Signal

# Occupations or their titles changed, as after a switch to another release; sent in that transaction. No arguments.
names_changed = Signal()
