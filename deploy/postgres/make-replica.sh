#!/bin/sh
# Makes a streaming replica of a running primary, on the replica's host and as the user of its server:
#   PGPASSWORD=… make-replica.sh PRIMARY_HOST PORT ROLE FOLDER
# The folder must be empty or missing. Start the server with it afterwards.
set -eu
umask 077
pg_basebackup --host="$1" --port="$2" --username="$3" --pgdata="$4" --no-password \
    --checkpoint=fast --wal-method=stream --write-recovery-conf
# Debian keeps postgresql.conf elsewhere; this file is always in the folder.
cat "$(dirname "$0")/replica.conf" >> "$4/postgresql.auto.conf"
