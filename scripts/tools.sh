# shellcheck shell=bash
# The tools of the machine: .NET, and what Debian packages provide.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 # a bare machine has no libicu
export MSBUILDDISABLENODEREUSE=1               # leave no build servers behind
export HOME=${HOME:-/root}

# Puts dotnet on the path if it is in one of its usual places.
find_dotnet() {
    local home
    for home in "${DOTNET_ROOT:-}" "$HOME/.dotnet" /usr/share/dotnet /usr/lib/dotnet; do
        command -v dotnet >/dev/null && break
        [[ -x $home/dotnet ]] && PATH=$home:$PATH
    done
    command -v dotnet >/dev/null || missing "this needs the .NET 10 SDK, which was not found: https://dotnet.microsoft.com/download"
}

need_sdk() {
    find_dotnet
    local problem
    problem=$(cd "$root" && dotnet --version 2>&1) ||
        missing "this needs the .NET SDK that global.json asks for: https://dotnet.microsoft.com/download ($(head -n 1 <<<"$problem"))"
    need_certificates
}

# NuGet speaks HTTPS; a bare Debian has no certificates to check it with.
need_certificates() {
    [[ -e /etc/ssl/certs/ca-certificates.crt || -n ${SSL_CERT_FILE:-}${SSL_CERT_DIR:-} ]] || ! can_install || install_packages ca-certificates
}

# One test runs a client that others made, in Node.js.
need_node() {
    ! { command -v node && command -v npm; } >/dev/null || return 0
    can_install || missing "the tests need Node.js 18 or newer with npm, which was not found: https://nodejs.org"
    install_packages nodejs npm
}

# Some tests start a RabbitMQ of their own.
need_rabbitmq() {
    [[ ! -x /usr/lib/rabbitmq/bin/rabbitmq-server ]] && ! command -v rabbitmq-server >/dev/null || return 0
    can_install || missing "the tests need RabbitMQ, which was not found: https://www.rabbitmq.com/docs/download"
    install_packages rabbitmq-server
}

# Others start a NATS, a ClickHouse, a registry of images, or send with the command of a page.
need_servers() {
    local program missing_ones=()
    for program in nats-server clickhouse-server docker-registry kcat; do
        PATH=$PATH:/usr/sbin command -v "$program" >/dev/null || missing_ones+=("$program")
    done
    ((${#missing_ones[@]})) || return 0
    can_install ||
        missing "the tests need ${missing_ones[*]}, which were not found: https://nats.io, https://clickhouse.com, https://distribution.github.io/distribution, https://github.com/edenhill/kcat"
    install_packages "${missing_ones[@]}"
}

# The page is tested with a real browser; CHROMIUM may name another one.
need_chromium() {
    [[ -z ${CHROMIUM:-} ]] && ! command -v chromium >/dev/null && ! command -v google-chrome >/dev/null &&
        [[ ! -x '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome' ]] || return 0
    can_install || missing "the tests need Chromium, which was not found; CHROMIUM=/path/to/it names one"
    install_packages chromium fonts-dejavu-core
}

is_debian_like() {
    [[ -r /etc/os-release ]] && (
        # shellcheck source=/dev/null
        source /etc/os-release
        [[ " ${ID:-} ${ID_LIKE:-} " == *" debian "* || " ${ID:-} ${ID_LIKE:-} " == *" ubuntu "* ]]
    )
}

can_install() { [[ $EUID -eq 0 ]] && is_debian_like; }

# install_packages NAME...: with apt-get, as root, on a Debian-like system.
install_packages() {
    local log=$state/apt.log
    step "Installing $* with apt-get"
    mkdir -p "$state"
    {
        unlocked env DEBIAN_FRONTEND=noninteractive apt-get update &&
            unlocked env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@"
    } >"$log" 2>&1 </dev/null || {
        tail -n 5 "$log" >&2
        missing "apt-get could not install $*; the whole log is in $log"
    }
}

# An engine that hangs is one that does not answer.
patiently() {
    if command -v timeout >/dev/null; then timeout 20 "$@"; else "$@"; fi
}

sha256() {
    if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -d' ' -f1
}

random_hex() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
