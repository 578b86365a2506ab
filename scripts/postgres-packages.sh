# shellcheck shell=bash
# PostgreSQL 17 with TimescaleDB, unpacked from Debian trixie's packages, once per machine. Nothing is installed:
# the packages only lie there as files, so no maintainer script runs and nothing on the machine changes.

packages=${XDG_CACHE_HOME:-$HOME/.cache}/cdviz/postgresql-17-trixie
mirror=${CDVIZ_DEBIAN_MIRROR:-http://deb.debian.org/debian}

# Makes $packages if it is not there yet.
get_packages() {
    [[ -d $packages ]] || locked "$packages.lock" fetch_packages
}

fetch_packages() {
    [[ ! -d $packages ]] || return 0 # somebody else was quicker
    need_debootstrap
    rm -rf "$packages".new.*
    local new
    new=$(mktemp -d "$packages.new.XXXXXX")
    step "Downloading PostgreSQL 17 and TimescaleDB from Debian (about a minute, once per machine)"
    download_packages "$new/download"
    step "Unpacking them into $packages"
    unpack_packages "$new/download" "$new/tree"
    chroot "$new/tree" /usr/lib/postgresql/17/bin/postgres --version >/dev/null ||
        missing "the unpacked PostgreSQL in $new/tree does not run on this machine"
    mv "$new/tree" "$packages"
    rm -rf "$new"
}

need_debootstrap() {
    local wanted=()
    command -v debootstrap >/dev/null || wanted+=(debootstrap)
    [[ -e /usr/share/keyrings/debian-archive-keyring.gpg ]] || wanted+=(debian-archive-keyring)
    command -v gpgv >/dev/null || wanted+=(gpgv)
    [[ ${#wanted[@]} -eq 0 ]] || install_packages "${wanted[@]}"
}

# download_packages DIRECTORY: debootstrap finds the dependencies and checks signatures and sums.
download_packages() {
    local log=$state/debootstrap.log script=/usr/share/debootstrap/scripts/trixie
    [[ -e $script ]] || script=/usr/share/debootstrap/scripts/sid # an older debootstrap
    mkdir -p "$state"
    use_proxy_of_apt
    unlocked debootstrap --download-only --variant=minbase --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
        --include=postgresql-17,postgresql-17-timescaledb trixie "$1" "$mirror" "$script" >"$log" 2>&1 </dev/null || {
        tail -n 3 "$log" >&2
        missing "debootstrap could not download from $mirror (CDVIZ_DEBIAN_MIRROR names another one); the whole log is in $log"
    }
}

# debootstrap downloads with wget, which does not know apt's proxy.
use_proxy_of_apt() {
    local proxy
    proxy=$(apt-config shell proxy Acquire::http::Proxy 2>/dev/null | sed "s/^proxy='\(.*\)'$/\1/")
    if [[ -n $proxy && -z ${http_proxy:-} ]]; then
        export http_proxy=$proxy
    fi
}

# unpack_packages FROM TO: all but what a server never touches (documents, Perl, the JIT compiler's LLVM).
unpack_packages() {
    local from=$1/var/cache/apt/archives to=$2 directory deb
    for directory in bin sbin lib lib64; do
        mkdir -p "$to/usr/$directory"
        ln -s "usr/$directory" "$to/$directory"
    done
    for deb in "$from"/*.deb; do
        case ${deb##*/} in
            apt_* | dpkg_* | libllvm* | perl* | libperl* | *-perl_* | sqv_*) continue ;;
        esac
        dpkg-deb --fsys-tarfile "$deb" | tar --extract --directory="$to" --keep-directory-symlink \
            --exclude=./usr/share/{doc,man,locale,i18n,info,lintian,perl5}
    done
    find "$to" -type f -perm /6000 -exec chmod a-s {} + # no set-uid programs in somebody's cache
}
