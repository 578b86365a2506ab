# shellcheck shell=bash
# Which database: the configured one; else the one this checkout already has; else Docker's; else a private PostgreSQL.
# The first choice of a checkout is remembered in .cdviz/database until './cdviz down --delete'.

# Sets ConnectionStrings__EventStore; makes and starts a database if that is what it takes.
get_database() {
    if is_configured; then
        step "Using the database in ConnectionStrings__EventStore"
        return
    fi
    case $(remembered_database) in
        docker) start_docker ;;
        private) start_postgres ;;
        *) choose_database ;;
    esac
    know_database
    is_configured || missing "$state/connection can be read by the owner of this checkout only"
}

# The same for tests: where a private PostgreSQL would do, another one that waits for no disk, so that a power cut takes nothing but what tests made.
get_database_for_tests() {
    if is_configured || [[ $(remembered_database) == docker ]] || { [[ -z $(remembered_database) ]] && docker_answers; } || ! can_install; then
        get_database
        know_administrator
        return
    fi
    in_tests_state start_postgres
    in_tests_state know_database
    in_tests_state know_administrator
}

# in_tests_state COMMAND...: runs it on the PostgreSQL of the tests.
in_tests_state() {
    local state=$state/tests
    # shellcheck disable=SC2034 # postgres.sh reads them
    local postgres_home=$state/postgres postgres_forgets=yes
    mkdir -p "$state"
    "$@"
}

# Sets ConnectionStrings__EventStore if this checkout has a database, running or not.
know_database() {
    is_configured || [[ ! -r $state/connection ]] || read -r ConnectionStrings__EventStore <"$state/connection"
    export ConnectionStrings__EventStore
    # The page's questions in SQL are asked with a login of their own, of the same database.
    if [[ -z ${ConnectionStrings__Reader:-} && -r $state/reader && ${ConnectionStrings__EventStore:-} == "$(cat "$state/connection" 2>/dev/null)" ]]; then
        read -r ConnectionStrings__Reader <"$state/reader"
        export ConnectionStrings__Reader
    fi
}

# Sets what secrets of subscriptions are kept with in a database of the checkout's own: a key that is made once.
know_secrets_key() {
    [[ -z ${Secrets__Key:-}${Secrets__Key_FILE:-} && -r $state/connection && ${ConnectionStrings__EventStore:-} == "$(cat "$state/connection")" ]] || return 0
    [[ -e $state/secrets.key ]] || remember_connection secrets.key "$(random_hex)"
    export Secrets__Key_FILE=$state/secrets.key
}

# The same as get_database, but does not make a new one.
require_database() {
    is_configured || [[ -n $(remembered_database) ]] ||
        missing "there is no database yet. ./cdviz up makes one, or set ConnectionStrings__EventStore"
    get_database
}

# What a command of the program needs before it can run.
find_database_for() {
    local argument
    for argument in "$@"; do
        case $argument in --help | -h | '-?') return ;; esac
    done
    case $1 in
        projections | quarantine | inbox | subscriptions | import | schema | serve) require_database && know_secrets_key ;;
        config) know_database ;;
    esac
}

is_configured() { [[ -n ${ConnectionStrings__EventStore:-} ]]; }

remembered_database() { cat "$state/database" 2>/dev/null || true; }

remember_database() {
    mkdir -p "$state"
    echo "$1" >"$state/database"
}

# remember_connection connection|reader|administrator|secrets.key STRING: the server's login, a reader's and a superuser's, and a key, for whoever owns the checkout and for nobody else.
remember_connection() {
    (umask 077 && printf '%s\n' "$2" >"$state/$1.new")
    [[ $EUID -ne 0 ]] || chown --reference="$root" "$state" "$state/$1.new"
    mv "$state/$1.new" "$state/$1"
}

# Tests and benchmarks make databases and roles of their own, which the server's login may not.
know_administrator() {
    [[ -n ${CDVIZ_ADMINISTRATOR:-} ]] || [[ ! -r $state/administrator || $ConnectionStrings__EventStore != "$(cat "$state/connection" 2>/dev/null)" ]] ||
        CDVIZ_ADMINISTRATOR=$(<"$state/administrator")
    export CDVIZ_ADMINISTRATOR
}

choose_database() {
    if docker_answers; then
        start_docker
        remember_database docker
    elif can_install; then
        start_postgres
        remember_database private
    else
        missing "no database: set ConnectionStrings__EventStore, or start Docker, or run this as root on Debian or Ubuntu (sudo ./cdviz db)"
    fi
}

# stop_database yes|no: only what this checkout started, whatever is configured.
stop_database() {
    [[ ! -d $state/tests/postgres && ! -L $state/tests/postgres ]] || in_tests_state stop_postgres "$1"
    case $(remembered_database) in
        docker) stop_docker "$1" ;;
        private) stop_postgres "$1" ;;
        *)
            step "There is no database of this checkout"
            return
            ;;
    esac
    if [[ $1 == yes ]]; then
        rm -f "$state"/{database,connection,administrator,login.password,secrets.key}
        next "./cdviz up starts anew"
    else
        next "./cdviz db or ./cdviz up starts it again, with its data; ./cdviz down --delete deletes them"
    fi
}
