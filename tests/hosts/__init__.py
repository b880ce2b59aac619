"""Several hosts on one machine: what docs/reliability.md says about losing one of them is measured here.

``python -m tests.hosts`` (`make hosts`) runs everything and prints the figures. Each host is a network namespace with a share of
the processors; the programs in it are the real ones, with the files of deploy/.
"""
