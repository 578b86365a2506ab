# shellcheck shell=bash
# A private PostgreSQL for this checkout. It runs in a change-root that is hard-linked from the unpacked packages,
# so it needs no mounts, no container and nothing of the machine; its data, log and socket lie beside it.

postgres_home=$state/postgres
postgres_forgets=no # yes: what a crash of the machine takes is no loss, so nothing waits for the disk
postgres_uid=54317 # nobody else's, so that it owns its files alone
first_port=${CDVIZ_DB_PORT:-54317}

# postgres_run HOME PROGRAM ARGUMENTS...: runs one of PostgreSQL's programs in its change-root, as its own user.
postgres_run() {
    local home=$1 program=$2
    shift 2
    unlocked env --ignore-environment PATH=/usr/bin LC_ALL=C.UTF-8 HOME=/ TERM="${TERM:-dumb}" \
        "$(command -v chroot)" --userspec=$postgres_uid:$postgres_uid --groups=$postgres_uid "$home" "/usr/lib/postgresql/17/bin/$program" "$@"
}

postgres_exists() { [[ -d $postgres_home ]]; }

# What a server of this checkout carries on its command line, to be told from any other process.
postgres_mark() { printf 'cdviz.home=%s' "$(stat --format=%d:%i "$postgres_home")"; }

# Its process number, or nothing. Pid files are not asked: after a crash they name processes that are somebody else's.
postgres_pid() {
    postgres_exists || return 0
    local found
    found=$(postgres_mark | grep --files-with-matches --null-data --line-regexp --fixed-strings --file=- /proc/[0-9]*/cmdline 2>/dev/null || true)
    head -n 1 <<<"$found" | tr --complement --delete 0-9
}

postgres_is_running() { [[ -n $(postgres_pid) ]]; }

start_postgres() {
    if ! postgres_is_ready; then
        [[ $EUID -eq 0 ]] || missing "the database of this checkout is stopped and only root can start it: sudo ./cdviz db"
        locked "$state/postgres.lock" make_and_start_postgres
    fi
}

# Running is not enough: after a crash it first repairs itself, and who started it may still be making the login.
postgres_is_ready() {
    postgres_is_running && [[ -e $state/administrator && -e $state/reader && -e $postgres_home/port ]] || return
    postgres_run "$postgres_home" pg_isready --quiet --host=127.0.0.1 --port="$(<"$postgres_home/port")" --dbname=cdviz 2>/dev/null
}

make_and_start_postgres() {
    ! postgres_is_ready || return 0 # somebody else was quicker
    postgres_exists || make_postgres
    if postgres_is_running; then
        wait_for_postgres
    else
        forget_dead_postgres
        start_postgres_on_a_free_port
    fi
    make_database
}

# The server's login owns its database and is no superuser; see db/timescale/roles.
make_database() {
    local port login=$state/login.password reader=$state/reader.password
    port=$(<"$postgres_home/port")
    [[ -s $login ]] || (umask 077 && random_hex >"$login")
    [[ -s $reader ]] || (umask 077 && random_hex >"$reader")
    postgres_script postgres >&2 <<'SQL' || missing "the database 'cdviz' could not be made"
select 'create database cdviz' where not exists (select from pg_database where datname = 'cdviz') \gexec
SQL
    { printf 'set client_min_messages = warning;\n\\setenv CDVIZ_DB_PASSWORD %s\n\\setenv CDVIZ_READER_PASSWORD %s\n' "$(<"$login")" "$(<"$reader")" && cat "$root"/db/timescale/roles/{owner,reader,rights}.sql; } | postgres_script cdviz >&2 ||
        missing "the login 'cdviz' of the database could not be made"
    remember_connection connection "$(postgres_connection "$port" cdviz "$(<"$login")")"
    remember_connection reader "$(postgres_connection "$port" cdviz_reader "$(<"$reader")")"
    remember_connection administrator "$(postgres_connection "$port" postgres "$(<"$postgres_home/password")")"
}

# postgres_connection PORT LOGIN PASSWORD
postgres_connection() { printf 'Host=127.0.0.1;Port=%s;Username=%s;Password=%s;Database=cdviz;GSS Encryption Mode=Disable' "$@"; }

# postgres_script DATABASE: runs standard input as a superuser.
postgres_script() { postgres_psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --output=/dev/null --dbname="$1"; }

wait_for_postgres() {
    local deadline=$((SECONDS + 120))
    until postgres_run "$postgres_home" pg_isready --quiet --host=127.0.0.1 --port="$(<"$postgres_home/port")"; do
        ((SECONDS < deadline)) && postgres_is_running || missing "PostgreSQL takes no connections; its logs are in $postgres_home/log"
        sleep 0.1
    done
}

postgres_psql() { postgres_run "$postgres_home" psql --host=/run --port="$(<"$postgres_home/port")" "$@"; }

make_postgres() {
    get_packages
    step "Making a database cluster in $postgres_home"
    local new=$postgres_home.new memory
    rm -rf "$new"
    memory=$([[ $postgres_forgets == no ]] || place_in_memory)
    [[ -z $memory ]] || new=$memory/postgres
    cp --archive --link "$packages" "$new" 2>/dev/null || {
        rm -rf "$new" # another file system
        cp --archive "$packages" "$new"
    }
    mkdir -p "$new"/{data,log,run,dev,etc}
    mknod -m 666 "$new/dev/null" c 1 3 2>/dev/null || true
    if ! : 2>/dev/null >"$new/dev/null"; then # no device nodes here: a file does too
        rm -f "$new/dev/null"
        install -m 666 /dev/null "$new/dev/null"
    fi
    printf 'root:x:0:0::/:/bin/sh\npostgres:x:%s:%s::/:/bin/sh\n' $postgres_uid $postgres_uid >"$new/etc/passwd"
    printf 'root:x:0:\npostgres:x:%s:\n' $postgres_uid >"$new/etc/group"
    (umask 077 && random_hex >"$new/password")
    chown $postgres_uid:$postgres_uid "$new"/{data,log,run,password}
    chmod 700 "$new/data"
    postgres_run "$new" initdb --pgdata=/data --username=postgres --pwfile=/password --encoding=UTF8 --locale-provider=builtin \
        --locale=C.UTF-8 --auth-local=peer --auth-host=scram-sha-256 >"$state/initdb.log" 2>&1 || {
        tail -n 5 "$state/initdb.log" >&2
        missing "initdb failed; the whole log is in $state/initdb.log"
    }
    postgres_settings >>"$new/data/postgresql.conf"
    [[ -n $memory ]] || mv "$new" "$postgres_home"
    [[ -z $memory ]] || keep_in_memory "$memory"
}

# Sized by the memory there is: a sixth for shared buffers, so that the indexes of a log of millions stay there. Checkpoints are far apart, for the first
# change of a page after one writes the whole page to the WAL.
postgres_settings() {
    local memory most=8192 wal=4GB
    memory=$(megabytes_of_memory)
    [[ $postgres_forgets == no ]] || most=1024 wal=1GB # each database that is made or dropped goes through all of it
    cat <<TEXT

# Written by ./cdviz db when it made this cluster.
listen_addresses = '127.0.0.1'
unix_socket_directories = '/run'
max_connections = 400
max_notify_queue_pages = 16384
shared_preload_libraries = 'timescaledb'
timescaledb.telemetry_level = off
timescaledb.max_background_workers = 16
max_worker_processes = 32
shared_buffers = $(between 64 $((memory / 6)) "$most")MB
effective_cache_size = $(between 256 $((memory / 2)) 16384)MB
maintenance_work_mem = $(between 64 $((memory / 32)) 512)MB
work_mem = 16MB
wal_compression = lz4
max_wal_size = $wal
checkpoint_timeout = 15min
dynamic_shared_memory_type = sysv
jit = off
$(postgres_durability)
logging_collector = on
log_directory = '/log'
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_timezone = 'UTC'
timezone = 'UTC'
TEXT
}

postgres_durability() {
    [[ $postgres_forgets == no ]] || printf 'fsync = off\nfull_page_writes = off'
    [[ $postgres_forgets == yes ]] || echo 'fsync = on'
}

# The machine's, or the container's if that is less.
megabytes_of_memory() {
    local limit
    limit=$(cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null | grep --max-count=1 '^[0-9]*$' || true)
    awk -v limit="${limit:-0}" '/^MemTotal/ { m = $2 / 1024; l = limit / 1048576; printf("%d", (l > 0 && l < m) ? l : m) }' /proc/meminfo
}

between() { echo $(($2 < $1 ? $1 : $2 > $3 ? $3 : $2)); }

# After a crash or a reboot the process in the lock files may be somebody else by now, even another checkout's server, or a
# zombie. Only the process number is struck out: by the rest of the file PostgreSQL sees whether old backends still run.
forget_dead_postgres() {
    local file=$postgres_home/data/postmaster.pid
    rm -f "$postgres_home"/run/.s.PGSQL.*
    [[ -e $file ]] || return 0
    sed --in-place '1s/.*/99999999/' "$file"
    chown $postgres_uid:$postgres_uid "$file"
    [[ -s $file ]] || rm -f "$file" # cut off by a machine that crashed
}

start_postgres_on_a_free_port() {
    local log=$state/pg_ctl.log port=$first_port attempt
    [[ $port =~ ^[1-9][0-9]{0,4}$ ]] || missing "CDVIZ_DB_PORT is '$port', which is no port"
    [[ ! -e $postgres_home/port ]] || port=$(<"$postgres_home/port")
    for attempt in {1..20}; do
        port=$(next_free_port "$port")
        [[ $attempt != 1 ]] || step "Starting PostgreSQL on 127.0.0.1:$port"
        : >"$state/pg_ctl.began"
        if postgres_run "$postgres_home" pg_ctl start --silent --wait --timeout=120 --pgdata=/data --log=/log/start.log \
            --options="-p $port -c $(postgres_mark)" >"$log" 2>&1; then
            echo "$port" >"$postgres_home/port"
            return
        fi
        if what_postgres_said | grep --quiet 'could not bind'; then
            # Somebody took it in between, or a connection to elsewhere has it as its own end, which nobody sees by connecting.
            step "Port $port is taken: trying the next"
            port=$((port + 1))
        elif [[ -e $postgres_home/data/postmaster.pid ]]; then
            [[ $attempt != 1 ]] || step "Waiting for what a crashed server left behind"
            sleep 0.5 # its backends are still ending
        else
            break
        fi
    done
    what_postgres_said >&2
    missing "PostgreSQL did not start; its logs are in $postgres_home/log"
}

# What its last try to start left in the logs: until the collector runs it writes to start.log, then to the log of the day.
what_postgres_said() {
    local day
    day=$(find "$postgres_home/log" -name 'postgresql-*.log' -newer "$state/pg_ctl.began" -print -quit)
    tail --quiet --lines=5 "$state/pg_ctl.log" "$postgres_home/log/start.log" ${day:+"$day"} 2>/dev/null || true
}

is_port_taken() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

next_free_port() {
    local port=$1
    while is_port_taken "$port"; do port=$((port + 1)); done
    echo "$port"
}

stop_postgres() {
    [[ $EUID -eq 0 ]] || missing "only root can stop the database of this checkout: sudo ./cdviz down"
    locked "$state/postgres.lock" stop_and_perhaps_delete_postgres "$1"
}

stop_and_perhaps_delete_postgres() {
    local pid deadline=$((SECONDS + 120))
    pid=$(postgres_pid)
    if [[ -n $pid ]]; then
        step "Stopping PostgreSQL"
        kill -INT "$pid" # its fast shutdown: ends the sessions, writes everything down
        while postgres_is_running; do
            ((SECONDS < deadline)) || missing "PostgreSQL did not stop; its logs are in $postgres_home/log"
            sleep 0.05
        done
    else
        step "PostgreSQL was not running"
    fi
    if [[ $1 == yes ]]; then
        step "Deleting $postgres_home"
        leave_memory
        rm -rf "$postgres_home"
    fi
}
