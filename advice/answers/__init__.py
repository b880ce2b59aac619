"""Answers of a model: what it's asked, how its answer is read, and which of its claims hold.

Pure: no database, no network, no clock. ``prompts`` makes the messages, ``reading`` takes the answer as it arrives, ``checking``
keeps a claim only if the sources that it cites say it.
"""
