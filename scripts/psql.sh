# shellcheck shell=bash
# psql on the database, as whoever runs it: files are theirs. The program comes from the private PostgreSQL's packages, or the machine, or Docker.

# open_psql CONNECTION ARGUMENTS...
open_psql() {
    local connection=$1 stop=()
    shift
    libpq_of "$connection"
    # A script that fails has failed.
    [[ -t 0 && " $* " != *" -f"* && " $* " != *" --file"* ]] || stop=(--set=ON_ERROR_STOP=1)
    if [[ -d $postgres_home ]]; then
        unpacked_psql "$postgres_home" ${stop[@]+"${stop[@]}"} "$@" || exit
    elif [[ -d $packages ]]; then
        unpacked_psql "$packages" ${stop[@]+"${stop[@]}"} "$@" || exit
    elif command -v psql >/dev/null; then
        psql ${stop[@]+"${stop[@]}"} "$@" || exit
    elif docker_answers; then
        docker_psql ${stop[@]+"${stop[@]}"} "$@" || exit
    elif can_install; then
        get_packages
        unpacked_psql "$packages" ${stop[@]+"${stop[@]}"} "$@" || exit
    else
        missing "there is no psql on this machine: install PostgreSQL's client"
    fi
}

# unpacked_psql TREE ARGUMENTS...: with the packages' own libraries, but outside of their change-root.
unpacked_psql() {
    local tree=$1 loader libraries
    shift
    loader=$(compgen -G "$tree/usr/lib*/ld-linux*.so.*" | head -n 1 || true)
    [[ -n $loader ]] || loader=$(compgen -G "$tree/usr/lib/*/ld-linux*.so.*" | head -n 1)
    libraries=$(compgen -G "$tree/usr/lib/*-linux-gnu*" | paste -sd:)
    TERMINFO_DIRS=$tree/usr/share/terminfo:$tree/usr/lib/terminfo:/usr/share/terminfo:/lib/terminfo \
        "$loader" --library-path "$libraries" "$tree/usr/lib/postgresql/17/bin/psql" "$@"
}

# In a container that sees the directory one is in.
docker_psql() {
    local terminal=(--interactive)
    [[ ! -t 0 || ! -t 1 ]] || terminal+=(--tty)
    docker run --rm "${terminal[@]}" --network host --volume "$PWD:$PWD" --workdir "$PWD" --user "$(id -u):$(id -g)" \
        --env PGHOST --env PGPORT --env PGUSER --env PGPASSWORD --env PGDATABASE --env PGSSLMODE --env PGGSSENCMODE \
        --entrypoint psql "$(sed -n 's/^ *image: *\(timescale[^ ]*\)/\1/p' "$root/compose.yaml" | head -n 1)" "$@"
}

# libpq_of CONNECTION: what Npgsql reads, as the variables that libpq reads.
libpq_of() {
    local pairs pair key value
    IFS=';' read -ra pairs <<<"$1"
    export PGGSSENCMODE=disable
    for pair in ${pairs[@]+"${pairs[@]}"}; do
        [[ $pair == *=* ]] || continue
        key=$(tr -d ' ' <<<"${pair%%=*}" | tr '[:upper:]' '[:lower:]')
        value=${pair#*=}
        value=${value#[\"\']}
        value=${value%[\"\']}
        case $key in
            host | server) export PGHOST=$value ;;
            port) export PGPORT=$value ;;
            username | userid | user | uid) export PGUSER=$value ;;
            password | pwd | psw) export PGPASSWORD=$value ;;
            database | db) export PGDATABASE=$value ;;
            sslmode) PGSSLMODE=$(sed 's/Verify\(CA\|Full\)/verify-\1/I' <<<"$value" | tr '[:upper:]' '[:lower:]') && export PGSSLMODE ;;
        esac
    done
}
