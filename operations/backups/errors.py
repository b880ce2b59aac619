"""What can go wrong with a backup, in one sentence for an operator."""


class BackupError(Exception):
    """The backup can't be made, verified or restored. The message says why and what to do."""
