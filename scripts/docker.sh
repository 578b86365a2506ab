# shellcheck shell=bash
# The database as a container: service 'db' of compose.yaml.

compose() { docker compose --project-directory "$root" --file "$root/compose.yaml" "$@" </dev/null; }

docker_answers() {
    command -v docker >/dev/null && patiently docker info >/dev/null 2>&1 && patiently docker compose version >/dev/null 2>&1
}

need_docker() {
    docker_answers || missing "the database of this checkout is in Docker, which does not answer. Start Docker; or ./cdviz down --delete forgets that database"
}

# .env is for Docker Compose: .env.example with every empty value filled in.
write_env() {
    [[ ! -e $root/.env ]] || return 0
    step "Writing .env with new passwords"
    (umask 077 && fill_env <"$root/.env.example" >"$root/.env.new")
    [[ $EUID -ne 0 ]] || chown --reference="$root" "$root/.env.new"
    mv "$root/.env.new" "$root/.env"
}

fill_env() {
    local line token
    token=cdviz_$(random_hex)
    while IFS= read -r line; do
        case $line in
            COMPOSE_PROJECT_NAME=) line+=cdviz-$(printf '%s' "$root" | sha256 | cut -c1-8) ;; # two checkouts, two stacks
            CDVIZ_DB_PORT=) line+=$(next_free_port "$first_port") ;;
            CDVIZ_TOKEN=) line+=$token ;;
            CDVIZ_TOKEN_SHA256=) line+=$(printf '%s' "$token" | sha256) ;;
            [A-Z]*=) line+=$(random_hex) ;;
        esac
        printf '%s\n' "$line"
    done
}

from_env() { sed -n "s/^$1=//p" "$root/.env" | tail -n 1; }

docker_is_healthy() {
    [[ -e $root/.env && -e $state/connection ]] &&
        [[ $(docker inspect --format '{{.State.Health.Status}}' "$(from_env COMPOSE_PROJECT_NAME)-db-1" 2>/dev/null) == healthy ]]
}

start_docker() {
    ! docker_is_healthy || return 0
    need_docker
    locked "$state/docker.lock" write_env
    step "Starting the database in Docker"
    local port
    port=$(from_env CDVIZ_DB_PORT)
    compose up --detach --wait db >&2 || missing "Docker could not start the service 'db' of compose.yaml; 'docker compose logs db' may say why"
    remember_connection reader "Host=127.0.0.1;Port=${port:-$first_port};Username=cdviz_reader;Password=$(from_env CDVIZ_READER_PASSWORD);Database=cdviz;GSS Encryption Mode=Disable"
    remember_connection administrator "Host=127.0.0.1;Port=${port:-$first_port};Username=$(docker_superuser);Password=$(docker_superuser_password);Database=cdviz;GSS Encryption Mode=Disable"
    remember_connection connection "Host=127.0.0.1;Port=${port:-$first_port};Username=cdviz;Password=$(from_env CDVIZ_DB_PASSWORD);Database=cdviz;GSS Encryption Mode=Disable"
}

# A volume that an earlier version made has the server's login as its only superuser.
docker_superuser() { [[ -n $(from_env CDVIZ_ADMIN_PASSWORD) ]] && echo postgres || echo cdviz; }
docker_superuser_password() { local own && own=$(from_env CDVIZ_ADMIN_PASSWORD) && echo "${own:-$(from_env CDVIZ_DB_PASSWORD)}"; }

stop_docker() {
    if [[ $1 == yes ]]; then
        docker_answers || return 0 # nothing to reach; forgetting is all that can be done
        step "Deleting the database in Docker, with its data"
        compose rm --stop --force --volumes db >&2
        docker volume rm --force "$(from_env COMPOSE_PROJECT_NAME)_db" >/dev/null
    else
        need_docker
        step "Stopping the database in Docker"
        compose stop db >&2
    fi
}
