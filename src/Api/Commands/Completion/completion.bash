# Completion of cdviz in bash: eval "$(./cdviz completion bash)"
_cdviz() {
    local IFS=$'\n'
    COMPREPLY=($(COLUMNS= "${COMP_WORDS[0]}" complete "$COMP_POINT" "$COMP_LINE" 2>/dev/null))
    [[ ${#COMPREPLY[@]} -gt 0 ]] || compopt -o default
}
complete -F _cdviz cdviz ./cdviz
