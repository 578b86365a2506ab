# shellcheck shell=bash
# Projects of tests in turn, then one line with the totals.

test_projects() {
    local project
    for project in "$root"/tests/*.Tests/*.csproj; do
        project=$(basename "$project" .Tests.csproj)
        echo "${project#CdViz.}"
    done
}

# projects_that_have FILTER: those whose sources have a word of it; all where there is no filter, or none has.
projects_that_have() {
    local project words found=()
    words=$(grep -oE '[A-Za-z_][A-Za-z0-9_]{2,}' <<<"$1" | grep -vxE 'FullyQualifiedName|DisplayName|ClassName|Name|Category|CdViz|Tests' | paste -sd'|' || true)
    while read -r project; do
        [[ -z $words ]] || ! grep -rqE --include='*.cs' --exclude-dir=obj --exclude-dir=bin "$words" "$root/tests/$project.Tests" || found+=("$project")
    done < <(test_projects)
    if ((${#found[@]})); then printf '%s\n' "${found[@]}"; else test_projects; fi
}

# build_tests PROJECT...
build_tests() {
    local project
    if [[ "$*" == "$(paste -sd' ' < <(test_projects))" ]]; then
        build_everything
        return
    fi
    for project in "$@"; do
        build "tests-$project" "tests/$project.Tests" src db tests
    done
}

# run_tests FILTER PROJECT...
run_tests() {
    local results=$state/test-results project name failed=0 passed=0 broken=0 status
    rm -rf "$results"
    for project in "${@:2}"; do
        name=CdViz.$project.Tests
        step "Running $name"
        status=0
        run_test_project "$root/tests/$project.Tests" "$name" "$results" "$1" || status=$?
        passed=$((passed + $(count_results "$results/$name.trx" passed)))
        failed=$((failed + $(count_results "$results/$name.trx" failed error timeout aborted)))
        # A project that ends badly without a failed test crashed, hung or could not start.
        if ((status != 0 && $(count_results "$results/$name.trx" failed error timeout aborted) == 0)); then
            step "$name did not finish (exit code $status)"
            broken=$((broken + 1))
        fi
    done
    ((passed + failed + broken > 0)) || step "No test ran"
    printf '%s passed, %s failed\n' "$passed" "$((failed + broken))"
    ((passed > 0 && failed + broken == 0)) || exit 1
}

# run_test_project DIRECTORY NAME RESULTS FILTER
run_test_project() {
    local selection=()
    [[ -z $4 ]] || selection=(--filter "$4")
    # Servers of tests live for seconds: to watch which of their code is hot costs more than it gives.
    DOTNET_TieredPGO=0 dotnet test "$1/bin/Release/net10.0/$2.dll" --nologo --logger "trx;LogFileName=$2.trx" --logger "console;verbosity=normal" \
        --results-directory "$3" --blame-hang --blame-hang-timeout 15m --blame-hang-dump-type none ${selection[@]+"${selection[@]}"} </dev/null | with_progress
}

# What failed as it is told; of what passed, how many so far.
with_progress() {
    local line passed=0 last=$SECONDS
    while IFS= read -r line; do
        case $line in
            '  Passed '*)
                passed=$((passed + 1))
                if [[ -t 1 ]]; then
                    printf '\r  %s passed ' "$passed"
                elif ((SECONDS - last >= 20)); then
                    last=$SECONDS
                    printf '  %s passed so far\n' "$passed"
                fi
                ;;
            '' | 'Starting test execution'* | 'A total of '* | 'Data collector'* | 'Results File:'* | 'Additionally, '* | '[xUnit.net '*'VSTest Adapter'* | '[xUnit.net '*' '[DS]*ing:* | '[xUnit.net '*' Discover'* | '[xUnit.net '*' Finished:'*) ;;
            'Test Run '* | 'Total tests: '* | '     Passed: '* | ' Total time: '*) ;;
            *) printf '%s%s\n' "$([[ ! -t 1 ]] || printf '\r\033[K')" "$line" ;;
        esac
    done
    printf '%s  %s passed\n' "$([[ ! -t 1 ]] || printf '\r\033[K')" "$passed"
}

# count_results TRX ATTRIBUTE...: the sum of these attributes of the file's <Counters>, 0 if there is no file.
count_results() {
    local file=$1 counters attribute sum=0
    shift
    counters=$(grep --only-matching --max-count=1 '<Counters [^>]*>' "$file" 2>/dev/null || true)
    for attribute in "$@"; do
        [[ $counters =~ [[:space:]]$attribute=\"([0-9]+)\" ]] && sum=$((sum + BASH_REMATCH[1]))
    done
    echo "$sum"
}
