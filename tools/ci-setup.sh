#!/usr/bin/env bash
# Installs what the tests need besides Python packages: PostgreSQL from Debian, whose programs the tests start themselves, and R, where it can
# be had, which reads exported files in a test that is skipped without it.
# Does nothing where it is there already; safe to run again.
set -euo pipefail

try_r() {
  if command -v Rscript > /dev/null || ! command -v apt-get > /dev/null; then
    return 0
  fi
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    root=(sudo -n)
  fi
  { "${root[@]}" apt-get update -q &&
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
      r-base-core r-cran-sf r-cran-readxl r-cran-readr; } > /dev/null ||
    echo "R could not be installed: the test in which it reads exported files is skipped." >&2
}
try_r

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
