#!/usr/bin/env bash
# Installs what the tests need besides Python packages: PostgreSQL from Debian, whose programs the tests start themselves.
# Does nothing where it is there already; safe to run again.
set -euo pipefail

have_postgres() {
  compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null || command -v initdb > /dev/null
}

if have_postgres; then
  exit 0
fi
if ! command -v apt-get > /dev/null; then
  echo "PostgreSQL is missing, and this system has no apt-get: install it by hand." >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  as_root=(sudo -n)
fi
# The tests make databases of their own: the package need not make and start one.
"${as_root[@]}" mkdir -p /etc/postgresql-common
if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
  echo 'create_main_cluster = false' | "${as_root[@]}" tee /etc/postgresql-common/createcluster.conf > /dev/null
fi
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends postgresql
have_postgres
