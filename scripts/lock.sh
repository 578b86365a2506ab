# shellcheck shell=bash
# One at a time. What a locked command starts must not inherit the lock, so it runs with the descriptor closed.

# locked FILE COMMAND...: runs a function while holding FILE's lock, where there is flock (all of Linux).
locked() {
    local file=$1
    shift
    mkdir -p "$(dirname "$file")"
    if ! command -v flock >/dev/null; then
        "$@"
        return
    fi
    {
        if ! flock --nonblock 9; then
            step "Waiting for another cdviz that is doing the same"
            flock 9
        fi
        "$@"
    } 9>"$file"
}

# Runs a program that may leave processes behind.
unlocked() { "$@" 9>&-; }
