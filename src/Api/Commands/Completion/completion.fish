# Completion of cdviz in fish: ./cdviz completion fish | source
function __cdviz_complete
    set -l line (commandline --cut-at-cursor)
    set -l words (commandline --tokenize --cut-at-cursor)
    $words[1] complete (string length -- "$line") "$line" 2>/dev/null
end
complete --command cdviz --arguments '(__cdviz_complete)'
