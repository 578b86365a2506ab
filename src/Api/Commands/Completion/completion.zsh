# Completion of cdviz in zsh: eval "$(./cdviz completion zsh)"
_cdviz() {
    local -a found
    found=("${(@f)$("${words[1]}" complete "$CURSOR" "$BUFFER" 2>/dev/null)}")
    if [[ -n ${found[1]} ]]; then compadd -- "${found[@]}"; else _files; fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _cdviz cdviz ./cdviz
