# shellcheck shell=bash
# What the script says, and how it ends. Steps go to standard error: standard output is for answers.

step() { printf '%s\n' "$*" >&2; }

next() { printf 'Next: %s\n' "$*" >&2; }

# Ends with 1: the answer is no.
refuse() {
    printf 'cdviz: %s\n' "$*" >&2
    exit 1
}

# Ends with 2: wrong use.
wrong_use() {
    printf 'cdviz: %s. See ./cdviz --help\n' "$*" >&2
    exit 2
}

# Ends with 3: something it needs is not there.
missing() {
    printf 'cdviz: %s\n' "$*" >&2
    exit 3
}

no_arguments() {
    [[ $# -eq 1 ]] || wrong_use "$1 takes no arguments"
}
