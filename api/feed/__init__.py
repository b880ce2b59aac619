"""The open feed: new jobs for anybody's programs, in the formats that their clients read already."""
