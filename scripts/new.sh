# shellcheck shell=bash
# A new projection: all its files, as a start that builds and passes the tests.

# new_projection NAME [SUBJECT]
new_projection() {
    local name=$1 subject=${2:-service} class contents view
    [[ $name =~ ^[a-z][a-z0-9]*(_[a-z0-9]+)*$ ]] || wrong_use "the name is '$name'; allowed: small letters, digits and _, such as deploy_targets"
    contents=$(sed -n "s/.*Standard<\([A-Za-z]*\)>(\"$subject\",.*/\1/p" "$root/src/Domain/EventTypes.cs")
    [[ -n $contents ]] ||
        wrong_use "there are no events of '$subject'; allowed: $(sed -n 's/.*Standard<[A-Za-z]*>("\([a-z]*\)",.*/\1/p' "$root/src/Domain/EventTypes.cs" | sort --unique | paste -sd' ')"
    class=$(sed 's/\(^\|_\)\([a-z0-9]\)/\U\2/g' <<<"$name")
    view=$(grep --recursive --files-with-matches --extended-regexp "create (or replace )?view cdviz\.$name( |\$)" "$root/db/timescale" | head -n 1 || true)
    [[ -z $view ]] || wrong_use "there is a view cdviz.$name already, in ${view#"$root"/}; take another name"
    [[ ! -e $root/db/timescale/projections/$name && ! -e $root/db/timescale/projections/$name.sql && ! -e $root/src/Projections/Subjects/$class.cs ]] ||
        wrong_use "there is a projection $name already"

    from_template Fold.cs "src/Projections/Subjects/$class.cs"
    from_template table.sql "db/timescale/projections/$name.sql"
    from_template Specification.cs "tests/Projections.Tests/The_projection_$name.cs"
    step "Writing a line into src/Projections/ProjectionCatalogue.cs"
    write_into_catalogue
    next "say in src/Projections/Subjects/$class.cs what a row is; then ./cdviz contract for its columns, and ./cdviz test --filter $name"
}

# from_template TEMPLATE FILE
from_template() {
    step "Writing $2"
    sed "s/@NAME@/$name/g; s/@CLASS@/$class/g; s/@SUBJECT@/$subject/g; s/@FIRST@/$(head -n 1 <<<"$contents")/g; s/@LAST@/$(tail -n 1 <<<"$contents")/g" \
        "$root/scripts/new/$1.txt" >"$root/$2"
}

# The catalogue is by name.
write_into_catalogue() {
    local file=$root/src/Projections/ProjectionCatalogue.cs
    awk -v line="        new $class()," -v name="$name" '
        !placed && (/^        new [A-Z]/ || /^        "/ || /^            "/ || /^    \];/) {
            other = $0
            if (other ~ /"/) { sub(/^[^"]*"/, "", other); sub(/".*/, "", other) }
            else { sub(/^ *new /, "", other); sub(/\(.*/, "", other); gsub(/[A-Z]/, "_&", other); other = tolower(substr(other, 2)) }
            if ($0 !~ /SqlProjection\($/ && (other > name || /^    \];/)) {
                if (held != "") { print line; print held; held = "" } else { print line }
                placed = 1
            }
        }
        # A line that ends before the name of its projection waits for it.
        held != "" { print held; held = "" }
        /SqlProjection\($/ { held = $0; next }
        { print }' "$file" >"$file.new"
    mv "$file.new" "$file"
}
