# shellcheck shell=bash
# Every test project in turn, then one line with the totals.

# run_tests FILTER
run_tests() {
    local results=$state/test-results project name failed=0 passed=0 broken=0 status
    rm -rf "$results"
    for project in "$root"/tests/*.Tests/*.csproj; do
        name=$(basename "$project" .csproj)
        step "Running $name"
        status=0
        run_test_project "$project" "$name" "$results" "$1" || status=$?
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

# run_test_project PROJECT NAME RESULTS FILTER
run_test_project() {
    local directory=${1%/*} selection=()
    [[ -z $4 ]] || selection=(--filter "$4")
    dotnet test "$directory/bin/Release/net10.0/$2.dll" --nologo --logger "trx;LogFileName=$2.trx" --logger "console;verbosity=minimal" \
        --results-directory "$3" --blame-hang --blame-hang-timeout 15m --blame-hang-dump-type none ${selection[@]+"${selection[@]}"} </dev/null | without_chatter
}

without_chatter() {
    local line
    while IFS= read -r line; do
        case $line in
            '' | 'Starting test execution'* | 'A total of '* | 'Data collector'* | 'Results File:'* | 'Additionally, '*) ;;
            *) printf '%s\n' "$line" ;;
        esac
    done
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
