# shellcheck shell=bash
# The program, src/Api: built in Release when its sources changed, then run.

program=$root/src/Api/bin/Release/net10.0/CdViz.Api.dll
build_files=(Directory.Build.props Directory.Packages.props global.json .editorconfig)

build_program() { build program src/Api src db; }

build_everything() { build everything CdViz.EventStore.sln src db tests bench; }

# build STAMP TARGET DIRECTORY...: builds TARGET unless nothing in the directories is newer than the last time.
build() {
    find_dotnet
    is_built "$1" "${@:3}" || locked "$state/build.lock" build_now "$@"
}

is_built() {
    local stamp=$state/built-$1
    shift
    [[ -e $stamp && -e $program ]] || return
    [[ -z $(cd "$root" && find "$@" "${build_files[@]}" \( -name bin -o -name obj \) -prune -o -newer "$stamp" -print -quit) ]]
}

build_now() {
    local stamp=$state/built-$1 target=$2 log=$state/build.log
    ! is_built "$1" "${@:3}" || return 0 # somebody else was quicker
    need_sdk
    step "Building $target (Release)"
    make_output_directories
    touch "$stamp.new" # before: what changes while it builds is built again
    unlocked dotnet build "$root/$target" --configuration Release --nologo --tl:off >"$log" 2>&1 </dev/null || {
        grep ': error ' "$log" | sort --unique | head -n 20 >&2 || tail -n 5 "$log" >&2
        refuse "$target does not build; the whole log is in $log"
    }
    mv "$stamp.new" "$stamp"
}

check_format() {
    need_sdk
    step "Checking the layout of the code"
    dotnet format "$root/CdViz.EventStore.sln" --verify-no-changes --severity warn >&2 </dev/null ||
        refuse "the code is not laid out as .editorconfig says; 'dotnet format' mends it"
}

# Output directories made by the build would make their parents look changed.
make_output_directories() {
    local project
    for project in "$root"/{src,tests}/*/*.csproj "$root"/bench/*.csproj; do
        mkdir -p "${project%/*}/bin" "${project%/*}/obj"
    done
}

run_program() { exec dotnet "$program" "$@"; }
