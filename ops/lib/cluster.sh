# shellcheck shell=bash
# A private PostgreSQL cluster for ops/run and ops/test: finds or installs the binaries, makes the cluster, starts and
# stops it. To be sourced; the caller sets `set -euo pipefail` and defines die().
#
#   cluster_find_user           sets AS, the words before a command that make it run as the cluster's user
#   cluster_find_binaries DIR   sets PG_BIN and PG_MAJOR; DIR is a cluster that may exist already
#   cluster_create DIR PGPASS   makes the cluster unless it is there, with its password in PGPASS
#   cluster_start DIR LOG PORT  sets CLUSTER_PORT and CLUSTER_PID; PORT is tried first, any free one otherwise
#   cluster_stop DIR
#
# All paths are absolute. The server listens on loopback TCP only and asks for a password (scram-sha-256), which is
# in a libpq password file that only its owner can read.

PG_OLDEST=15
AS=(env)
CLUSTER_USER=$(id -un)
CLUSTER_PORT=
CLUSTER_PID=
PG_BIN=
PG_MAJOR=
CHILD=

# Words before a command that put it and its children into a process group that a terminal's Ctrl-C does not reach.
# shellcheck disable=SC2034
OWN_SESSION=(setsid)
# shellcheck disable=SC2034
if ! command -v setsid >/dev/null 2>&1; then OWN_SESSION=(env); fi

# Runs a command so that a signal is handled at once, not when the command has ended; the caller's trap calls stop_child.
# File descriptor 9 is the caller's lock and 8 its output: processes that outlive a killed caller must not keep them.
patiently() {
  local status=0
  "$@" 8>&- 9>&- &
  CHILD=$!
  wait "$CHILD" || status=$?
  # Ends processes that it leaves behind in its group, such as a build's compiler.
  kill -TERM -- "-$CHILD" 2>/dev/null || true
  CHILD=
  return "$status"
}

# Ends its whole process group, if it has one: a build's worker processes do not end with it.
stop_child() {
  [ -n "$CHILD" ] || return 0
  kill -TERM -- "-$CHILD" 2>/dev/null || kill -TERM "$CHILD" 2>/dev/null || true
}

# PostgreSQL refuses to run as root, so root hands it to an ordinary user.
cluster_find_user() {
  [ "$(id -u)" = 0 ] || return 0
  local dir=${1:-} owner=
  if [ -n "$dir" ] && [ -f "$dir/PG_VERSION" ]; then
    owner=$(stat -c %U "$dir")
    [ "$owner" != root ] || die "the cluster in $dir belongs to root, and PostgreSQL does not run as root; chown -R it to an ordinary user"
  elif id postgres >/dev/null 2>&1; then
    owner=postgres
  else
    owner=ordertracking
    id ordertracking >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin ordertracking \
      || die "PostgreSQL needs an ordinary user to run as, and 'ordertracking' could not be made"
  fi
  CLUSTER_USER=$owner
  # From /, because the user may not be allowed into the caller's working directory.
  AS=(env -C / runuser -u "$owner" --)
}

pg_major_of() {
  local version
  version=$("$1/postgres" --version 2>/dev/null) || return 1
  version=${version##*) }
  version=${version%%[!0-9]*}
  [ -n "$version" ] && printf '%s' "$version"
}

# The newest usable version, or exactly the one that made an existing cluster.
find_pg_bin() {
  local wanted=$1 dir major found
  PG_BIN='' PG_MAJOR=0
  found=$(command -v postgres 2>/dev/null) && found=$(dirname "$(readlink -f "$found" 2>/dev/null || printf '%s' "$found")")
  for dir in \
    "$(pg_config --bindir 2>/dev/null || true)" "$found" \
    /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/local/pgsql/bin \
    /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin /home/linuxbrew/.linuxbrew/opt/postgresql@*/bin \
    /Applications/Postgres.app/Contents/Versions/*/bin; do
    if ! [ -x "$dir/initdb" ] || ! [ -x "$dir/pg_ctl" ] || ! [ -x "$dir/postgres" ] || ! [ -x "$dir/psql" ]; then
      continue
    fi
    major=$(pg_major_of "$dir") || continue
    if [ -n "$wanted" ]; then
      [ "$major" = "$wanted" ] || continue
    else
      [ "$major" -ge "$PG_OLDEST" ] || continue
    fi
    if [ "$major" -gt "$PG_MAJOR" ]; then
      PG_BIN=$dir PG_MAJOR=$major
    fi
  done
  [ -n "$PG_BIN" ]
}

cluster_find_binaries() {
  local dir=$1 wanted=''
  [ ! -f "$dir/PG_VERSION" ] || wanted=$(cat "$dir/PG_VERSION")
  ! find_pg_bin "$wanted" || return 0
  [ -z "$wanted" ] || die "the cluster in $dir was made by PostgreSQL $wanted, which is not installed any more; install it, or upgrade the cluster with pg_upgrade"
  command -v apt-get >/dev/null 2>&1 || die "PostgreSQL $PG_OLDEST or newer (initdb, pg_ctl, postgres, psql) is missing; install it and try again"
  [ "$(id -u)" = 0 ] || die "PostgreSQL $PG_OLDEST or newer is missing; install it (sudo apt-get install postgresql) and try again"
  install_postgres
  find_pg_bin '' || die "apt-get installed PostgreSQL, but no version $PG_OLDEST or newer was found; this distribution is too old"
}

# install_packages NAME PACKAGE… — NAME is what people call it. For root on Debian.
install_packages() {
  local name=$1 log status=0
  shift
  echo "$name is missing; installing it with apt-get …"
  log=$(mktemp)
  # shellcheck disable=SC2016 # The inner shell expands its own arguments.
  patiently env DEBIAN_FRONTEND=noninteractive sh -c \
    'apt-get update -q && apt-get -o DPkg::Lock::Timeout=120 install -y -q --no-install-recommends "$@"' sh "$@" >"$log" 2>&1 </dev/null || status=$?
  if [ "$status" != 0 ]; then
    tail -n 15 "$log" >&2
    die "$name is missing and apt-get could not install it (above: what it said; all of it is in $log)"
  fi
  rm -f "$log"
}

install_postgres() {
  local conf=/etc/postgresql-common/createcluster.d/ordertracking.conf log status=0
  echo "PostgreSQL is missing; installing it with apt-get …"
  log=$(mktemp)
  # Debian's package would also make and start a cluster of its own on the usual port, which is not needed.
  mkdir -p "$(dirname "$conf")"
  echo 'create_main_cluster = false' >"$conf"
  patiently env DEBIAN_FRONTEND=noninteractive sh -c \
    'apt-get update -q && apt-get -o DPkg::Lock::Timeout=120 install -y -q --no-install-recommends postgresql' >"$log" 2>&1 </dev/null || status=$?
  rm -f "$conf"
  if [ "$status" != 0 ]; then
    tail -n 15 "$log" >&2
    die "PostgreSQL is missing and apt-get could not install it (above: what it said; all of it is in $log)"
  fi
  rm -f "$log"
}

process_args() {
  if [ -d /proc/self ]; then
    { tr '\0' ' ' <"/proc/$1/cmdline"; } 2>/dev/null || true
  else
    ps -o args= -p "$1" 2>/dev/null || true
  fi
}

# The postmaster of a cluster, if it runs. Its pid file is not enough: after a crash the pid may be another process's.
cluster_pid() {
  local pid=''
  { read -r pid <"$1/postmaster.pid"; } 2>/dev/null || return 1
  case $(process_args "$pid") in
    *postgres*"$1"*) printf '%s' "$pid" ;;
    *) return 1 ;;
  esac
}

port_is_taken() {
  (exec 3<>"/dev/tcp/${2:-127.0.0.1}/$1") 2>/dev/null
}

# A port below the range that systems use for outgoing connections.
random_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    port_is_taken "$port" || break
  done
  printf '%s' "$port"
}

# name → its password in a password file (host:port:database:user:password)
pgpass_of() {
  awk -F: -v user="$2" '$4 == user { print $5; exit }' "$1"
}

memory_mb() {
  local kb limit
  kb=$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo 2>/dev/null || true)
  kb=${kb:-2097152}
  limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || true)
  case $limit in
    '' | *[!0-9]*) ;;
    *) [ "$((limit / 1024))" -ge "$kb" ] || kb=$((limit / 1024)) ;;
  esac
  printf '%s' "$((kb / 1024))"
}

# Written at every start, so that a new version of this file reaches clusters made by an older one.
write_settings() {
  local memory shared
  memory=$(memory_mb)
  shared=$((memory / 4))
  [ "$shared" -le 1024 ] || shared=1024
  [ "$shared" -ge 64 ] || shared=64
  "${AS[@]}" tee "$1/ordertracking.conf" >/dev/null <<SETTINGS
# Written by ops/lib/cluster.sh at every start; your own settings go to the end of postgresql.conf.
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 200

# An acknowledged event is on disk. Never turn these off.
fsync = on
full_page_writes = on
synchronous_commit = on

shared_buffers = ${shared}MB
effective_cache_size = $((memory / 2))MB
random_page_cost = 1.1
jit = off
min_wal_size = 256MB
max_wal_size = 2GB
checkpoint_timeout = 15min

timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] '
SETTINGS
}

cluster_create() {
  local dir=$1 pgpass=$2 new=$1.new pwfile="$1.new/pw" locale log
  if [ -f "$dir/PG_VERSION" ]; then
    [ -r "$dir/postgresql.conf" ] || die "the cluster in $dir belongs to another user ($(stat -c %U "$dir" 2>/dev/null || echo unknown)); run as that user or as root"
    [ -r "$pgpass" ] || die "the cluster in $dir is there but its password file $pgpass is missing or not readable; put it back, or run as its owner"
    return 0
  fi
  [ ! -d "$dir" ] || rmdir "$dir" 2>/dev/null || die "$dir is there but is not a PostgreSQL cluster; move it away"

  # Made in another folder and moved when complete, so that a run that is killed leaves no incomplete cluster.
  rm -rf "$new"
  mkdir -m 700 "$new"
  log=$(mktemp)
  [ "$(id -u)" != 0 ] || chown "$CLUSTER_USER" "$new"
  (
    umask 077
    printf '127.0.0.1:*:*:%s:%s\n' \
      postgres "$(random_password)" ordertracking "$(random_password)" >"$pgpass"
  )
  "${AS[@]}" mkdir "$new/cluster"
  # Only the cluster's user can look into $new, so the file's own mode does not matter.
  pgpass_of "$pgpass" postgres | "${AS[@]}" tee "$pwfile" >/dev/null
  for locale in C.UTF-8 C; do
    rm -rf "$new/cluster"
    if patiently "${AS[@]}" "$PG_BIN/initdb" -D "$new/cluster" --username=postgres --pwfile="$pwfile" --auth=scram-sha-256 \
      --encoding=UTF8 --locale="$locale" --data-checksums >"$log" 2>&1 </dev/null; then
      echo "include 'ordertracking.conf'" | "${AS[@]}" tee -a "$new/cluster/postgresql.conf" >/dev/null
      write_settings "$new/cluster"
      mv "$new/cluster" "$dir"
      rm -rf "$new" "$log"
      return 0
    fi
  done
  tail -n 10 "$log" >&2
  die "PostgreSQL could not make a cluster in $dir (above: what initdb said)"
}

random_password() {
  head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n'
}

cluster_start() {
  local dir=$1 log=$2 port=$3 pid try from text
  [ -n "$port" ] || port=$(random_port)

  if CLUSTER_PID=$(cluster_pid "$dir"); then
    # Left by a run that was killed. The caller holds the lock, so no other run uses it.
    CLUSTER_PORT=$(sed -n 4p "$dir/postmaster.pid")
    echo "PostgreSQL of an earlier run still runs (process $CLUSTER_PID); using it."
    return 0
  fi
  # PostgreSQL ignores the pid of a dead process, but would take another living process with that pid for a postmaster.
  if { read -r pid <"$dir/postmaster.pid"; } 2>/dev/null && [ -n "$(process_args "$pid")" ]; then
    rm -f "$dir/postmaster.pid"
  fi
  write_settings "$dir"

  touch "$log"
  [ "$(id -u)" != 0 ] || chown "$CLUSTER_USER" "$log"
  for try in $(seq 1 30); do
    ! port_is_taken "$port" || port=$(random_port)
    from=$(($(wc -c <"$log") + 1))
    # 10 minutes: recovery after a crash can take long, and giving up would only restart it.
    if patiently "${AS[@]}" "$PG_BIN/pg_ctl" start -s -w -t 600 -D "$dir" -l "$log" -o "-p $port" >/dev/null 2>&1 </dev/null; then
      CLUSTER_PORT=$port
      CLUSTER_PID=$(cluster_pid "$dir") || die "PostgreSQL started and ended again; see $log"
      return 0
    fi
    text=$(tail -c "+$from" "$log")
    case $text in
      *'could not bind'* | *'could not create any TCP/IP sockets'*) port=$(random_port) ;;
      # Backends of a killed postmaster end shortly after it.
      *'is still in use'* | *'lock file "postmaster.pid" already exists'*) sleep 1 ;;
      *) break ;;
    esac
  done
  printf '%s\n' "$text" | tail -n 8 >&2
  die "PostgreSQL did not start in $dir (above: the end of its log $log; tries: $try)"
}

cluster_stop() {
  local dir=$1
  cluster_pid "$dir" >/dev/null || return 0
  "${AS[@]}" "$PG_BIN/pg_ctl" stop -s -w -t 60 -m fast -D "$dir" >/dev/null 2>&1 </dev/null 8>&- 9>&- \
    || "${AS[@]}" "$PG_BIN/pg_ctl" stop -s -w -t 30 -m immediate -D "$dir" >/dev/null 2>&1 </dev/null 8>&- 9>&-
}

# The database, its owner (ordertracking, which makes and upgrades the schema) and the service's login
# (ordertracking_app, with only the rights that it needs). Neither is a superuser. Run at every start; does nothing when all exist.
cluster_make_database() {
  local pgpass=$1 password app roles
  roles=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)/roles.sql
  # A cluster made by an older version of this file has only the owner.
  [ -n "$(pgpass_of "$pgpass" ordertracking_app)" ] || printf '127.0.0.1:*:*:%s:%s\n' ordertracking_app "$(random_password)" >>"$pgpass"
  password=$(pgpass_of "$pgpass" ordertracking)
  app=$(pgpass_of "$pgpass" ordertracking_app)
  PGPASSFILE=$pgpass "$PG_BIN/psql" -X -q -w -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$CLUSTER_PORT" -U postgres -d postgres 8>&- 9>&- <<SQL
SELECT 'CREATE ROLE ordertracking LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ordertracking') \gexec
ALTER ROLE ordertracking PASSWORD '$password';
SELECT 'CREATE DATABASE ordertracking OWNER ordertracking TEMPLATE template0' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'ordertracking') \gexec
\c ordertracking
SET client_min_messages = warning;
\i '$roles'
SELECT 'CREATE ROLE ordertracking_app LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ordertracking_app') \gexec
ALTER ROLE ordertracking_app PASSWORD '$app';
GRANT ordertracking_service TO ordertracking_app;
SQL
}
