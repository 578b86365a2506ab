# shellcheck shell=bash
# Clusters in memory, for tests.

# Where a cluster may lie that need not last: a folder in memory, or nothing where there is not plenty. A database is a thousand files; to make and to
# delete one after the other takes a disk's file system a second each, and memory's a tenth of one. CDVIZ_TESTS_IN_MEMORY=no says that it is not wanted.
place_in_memory() {
    local shared=/dev/shm place free
    [[ ${CDVIZ_TESTS_IN_MEMORY:-yes} != no && -w $shared ]] || return 0
    grep --quiet "^[^ ]* $shared tmpfs " /proc/mounts || return 0
    ! grep --quiet "^[^ ]* $shared tmpfs [^ ]*noexec" /proc/mounts || return 0
    for place in "$shared"/cdviz.*; do
        [[ ! -d $place ]] || is_used_in_memory "$place" || rm -rf "$place" # its checkout has been deleted
    done
    free=$(df --output=avail --block-size=1M "$shared" | tail -n 1)
    ((free >= 8192 && $(awk '/^MemAvailable/ { printf("%d", $2 / 1024) }' /proc/meminfo) >= 12288)) || return 0
    place=$(mktemp -d "$shared/cdviz.XXXXXXXX")
    chmod 755 "$place"
    echo "$place"
}

# keep_in_memory PLACE: from now on this checkout's cluster is the one there.
keep_in_memory() {
    ln --symbolic --force --no-dereference "$1/postgres" "$postgres_home"
    printf '%s' "$postgres_home" >"$1/of"
}

# Deletes what this checkout has in memory, and nothing that a link of somebody's own leads to.
leave_memory() {
    local place
    place=$(readlink "$postgres_home" || true)
    [[ $place != /dev/shm/cdviz.????????/postgres ]] || rm -rf "${place%/postgres}"
}

# Whether a checkout has it, a server runs in it, or it is being made.
is_used_in_memory() {
    [[ -e $1/of ]] || { [[ -z $(find "$1" -maxdepth 0 -mmin +60) ]] && return; }
    [[ -e $1/of && $(readlink "$(<"$1/of")") == "$1/postgres" ]] || [[ -n $(find /proc -maxdepth 2 -path '/proc/[0-9]*/root' -lname "$1/postgres" 2>/dev/null) ]]
}
