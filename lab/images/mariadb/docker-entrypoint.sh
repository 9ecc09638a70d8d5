#!/bin/bash
# First start: make the database, with MARIADB_ROOT_PASSWORD (required) and MARIADB_DATABASE (optional). Then run the server.
set -euo pipefail
data=/var/lib/mysql

if [ "$1" = mariadbd ] && [ ! -d "$data/mysql" ]; then
    if [ -z "${MARIADB_ROOT_PASSWORD:-}" ]; then
        echo "error: the database is not made yet and MARIADB_ROOT_PASSWORD is not set" >&2
        exit 1
    fi
    chown mysql:mysql "$data"
    mariadb-install-db --user=mysql --datadir="$data" --skip-test-db --auth-root-authentication-method=normal >/dev/null
    password=${MARIADB_ROOT_PASSWORD//\\/\\\\}
    password=${password//\'/\\\'}
    {
        echo "DELETE FROM mysql.global_priv WHERE User = 'root' AND Host <> 'localhost';"  # these have no password
        echo "FLUSH PRIVILEGES;"
        echo "ALTER USER 'root'@'localhost' IDENTIFIED BY '$password';"
        echo "CREATE USER 'root'@'%' IDENTIFIED BY '$password';"
        echo "GRANT ALL PRIVILEGES ON *.* TO 'root'@'%' WITH GRANT OPTION;"
        [ -z "${MARIADB_DATABASE:-}" ] || echo "CREATE DATABASE \`${MARIADB_DATABASE//\`/}\`;"
    } | mariadbd --user=mysql --datadir="$data" --bootstrap
    echo "database made"
fi
if [ "$1" = mariadbd ]; then
    exec "$@" --user=mysql --datadir="$data" --bind-address=0.0.0.0
fi
exec "$@"
