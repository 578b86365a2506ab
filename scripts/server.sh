# shellcheck shell=bash
# The server of this checkout: where it listens, whether it runs, and what its settings are.

usual_url=http://127.0.0.1:8080

# wanted_urls ARGUMENTS...: where a server started with them listens: --urls, else Urls, else ASPNETCORE_URLS, else the usual address.
wanted_urls() {
    local urls=${Urls:-${ASPNETCORE_URLS:-$usual_url}}
    while [[ $# -gt 0 ]]; do
        case $1 in
            --urls) urls=${2:-$urls} ;;
            --urls=*) urls=${1#*=} ;;
        esac
        shift
    done
    printf '%s\n' "$urls"
}

# Sets CDVIZ_URL, which commands that ask a server go by: the server of this checkout where it runs, else where one would listen.
know_server() {
    [[ -z ${CDVIZ_URL:-} ]] || return 0
    if is_our_server "$(running_server)" && [[ -r $state/server.url ]]; then
        CDVIZ_URL=$(<"$state/server.url")
    elif [[ -n ${Urls:-}${ASPNETCORE_URLS:-} ]]; then
        CDVIZ_URL=$(wanted_urls | sed 's/[;,].*//; s#//[+*]#//127.0.0.1#; s#//0\.0\.0\.0#//127.0.0.1#; s#//\[::\]#//127.0.0.1#')
    else
        return 0
    fi
    export CDVIZ_URL
}

running_server() { cat "$state/server.pid" 2>/dev/null || true; }

# is_our_server PID: what 'up' left in server.pid may be gone, or somebody else by now.
is_our_server() {
    [[ -n $1 && -r /proc/$1/cmdline ]] && tr '\0' ' ' <"/proc/$1/cmdline" | grep --quiet --fixed-strings "$program serve"
}

# names_config ARGUMENTS...: whether a file of settings is named.
names_config() { [[ -n ${CDVIZ_CONFIG:-} || " $* " == *' --config'[\ =]* ]]; }

# settings_have_database ARGUMENTS...: whether the file of settings that is named says which database it is.
settings_have_database() {
    names_config "$@" && ! is_configured || return
    build_program
    [[ -n $(dotnet "$program" config --offline "$@" | sed --quiet 's/^ConnectionStrings:EventStore = \(..*\)  (file)$/\1/p') ]] || return
    step "Using the database of the file of settings"
}

# Whether 'up' has anything to do, before it builds: a server that runs already is told of, and a port that another program has.
look_before_up() {
    local server url port
    server=$(running_server)
    if is_our_server "$server"; then
        beside_running "$server" "$@"
    fi
    ! names_config "$@" || return 0 # it may say where to listen
    while IFS= read -r url; do
        [[ $url =~ :([0-9]+)/?$ ]] || continue
        port=${BASH_REMATCH[1]}
        [[ $port == 0 ]] || ! is_port_taken "$port" ||
            wrong_use "another program listens on port $port; ./cdviz up --urls http://127.0.0.1:$(next_free_port $((port + 1))) takes another"
    done < <(wanted_urls "$@" | tr ';,' '\n\n')
}

# beside_running PID ARGUMENTS...: ends with 0 where the running server is what is asked for, else with 1 and what differs.
beside_running() {
    local server=$1 asked differences
    shift
    step "This checkout's server is running already, as process $server, on $(cat "$state/server.url" 2>/dev/null || echo 'an address it has yet to say')"
    know_database
    know_secrets_key # as the server itself was started
    if [[ -r $state/server.settings && -e $program ]]; then
        find_dotnet
        asked=$(dotnet "$program" config --offline "$@") || exit
        differences=$(diff --unchanged-line-format= --old-line-format='  it runs with  %L' --new-line-format='  asked for     %L' \
            <(sed 's/  ([a-z]*)$//' "$state/server.settings") <(sed 's/  ([a-z]*)$//' <<<"$asked") || true)
        if [[ -n $differences ]]; then
            printf '%s\n' "$differences" >&2
            next "kill $server stops it; then ./cdviz up starts it as asked for"
            refuse "it runs with other settings than are asked for now"
        fi
    fi
    next "./cdviz demo sends it a month of events; kill $server stops it"
    exit 0
}

serve() {
    step "Starting the server; Ctrl-C stops it, the database stays"
    rm -f "$state/server.url" "$state/server.settings"
    mkdir -p "$state"
    echo $$ >"$state/server.pid"
    CDVIZ_STATE=$state run_program serve "$@"
}
