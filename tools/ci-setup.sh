#!/usr/bin/env bash
# Installs what the tests need besides Python packages, from Debian: PostgreSQL, whose programs the tests start themselves, and a
# Chromium for the page; and R with the packages that read exported files, where it can be had. Does nothing where they are there
# already; safe to run again.
set -euo pipefail

have_postgres() {
  compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null || command -v initdb > /dev/null
}
have_browser() {
  command -v chromium > /dev/null || command -v chromium-browser > /dev/null || command -v google-chrome > /dev/null
}

have_r() {
  command -v Rscript > /dev/null && Rscript -e 'library(sf); library(readxl); library(readr)' > /dev/null 2>&1
}

wanted=()
have_postgres || wanted+=(postgresql)
have_browser || wanted+=(chromium)
# Debian's Node may be too old for the page's build: tools/build-page.sh says so then.
{ command -v node > /dev/null && command -v npm > /dev/null; } || wanted+=(nodejs npm)
no_r=1
have_r && no_r=
if [ ${#wanted[@]} -eq 0 ] && [ -z "$no_r" ]; then
  exit 0
fi
if ! command -v apt-get > /dev/null; then
  echo "Missing: ${wanted[*]:-} ${no_r:+R}; and this system has no apt-get: install them by hand." >&2
  [ ${#wanted[@]} -eq 0 ] && exit 0 || exit 1
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
"${as_root[@]}" apt-get update -q || [ ${#wanted[@]} -eq 0 ]
installed() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
}
if [ ${#wanted[@]} -gt 0 ]; then
  installed "${wanted[@]}"
fi
if [ -n "$no_r" ]; then
  installed r-base-core r-cran-sf r-cran-readxl r-cran-readr \
    || echo "R cannot be installed here: the test in which it reads exported files is skipped." >&2
fi
have_postgres
have_browser
