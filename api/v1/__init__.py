"""The JSON API, version 1: what the site shows, and what members have, for programs."""
