using System.Globalization;
using System.Text.RegularExpressions;

namespace CdViz.Adapters.Projecting.Files;

/// <summary>What can be said of a part of a projection's SQL without a database.</summary>
internal static partial class PartCheck
{
    private static readonly string[] Writing = ["insert", "update", "delete", "merge", "with"];

    // A part runs inside a transaction and on a search path that are not its own.
    private static readonly string[] Forbidden =
        ["begin", "start", "commit", "end", "abort", "rollback", "savepoint", "release", "prepare", "deallocate", "set", "reset", "discard"];

    /// <summary>Adds what is wrong.</summary>
    public static void Run(DefinitionPart part, List<FileProblem> problems)
    {
        void Add(string message, int offset = 0) => problems.Add(part.Problem(offset, message));

        switch (part.Mark)
        {
            case "name" when !Names().IsMatch(part.Value):
                Add($"The name is '{part.Value}'; allowed: a lower-case letter, then up to 39 lower-case letters, digits and underscores; not pg_ at its beginning.");
                break;
            case "version" when !int.TryParse(part.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version < 1:
                Add($"The version is '{part.Value}'; allowed: a whole number from 1 to {int.MaxValue}.");
                break;
            case not ("name" or "version") when part.Value.Length > 0:
                Add($"'{part.Value}' stands after '-- @{part.Mark}'; allowed: nothing.");
                break;
        }

        var pieces = SqlText.Split(part.Text);
        if (!DefinitionMarks.Sections.Contains(part.Mark))
        {
            pieces.Take(1).ToList().ForEach(stray => Add(DefinitionMarks.OnlyInSections, stray.Offset));
        }
        else if (pieces.Count == 0 && part.Mark is not "indexes")
        {
            Add($"'-- @{part.Mark}' is empty; it needs a statement.");
        }
        else if (part.Mark is "statement")
        {
            CheckStatement(pieces, Add);
        }
        else
        {
            pieces.FindAll(piece => Forbidden.Contains(piece.Verb))
                .ForEach(piece => Add($"'{piece.Verb}' is not allowed: the part runs inside a transaction of the engine's.", piece.Offset));
        }

        if (part.Mark is "tables" or "statement")
        {
            CheckForClocks(part.Text, Add);
        }
    }

    /// <summary>True for a statement that is one call of a function with the two positions.</summary>
    public static bool IsCall(string statement) => Calls().IsMatch(SqlText.Bare(statement));

    private static void CheckStatement(List<SqlPiece> pieces, Action<string, int> add)
    {
        var statement = pieces[0];
        if (pieces.Count > 1)
        {
            add("A second statement begins here; allowed: one. 'with' can do several things in one.", pieces[1].Offset);
        }

        if (!Writing.Contains(statement.Verb) && !IsCall(statement.Text))
        {
            add($"The statement begins with '{statement.Verb}'; allowed: {string.Join(", ", Writing)}, or 'select f($1, $2)' with a function of @tables.", statement.Offset);
        }

        var bare = SqlText.Bare(statement.Text);
        var used = Parameters().Matches(bare);
        foreach (var (parameter, meaning) in (ReadOnlySpan<(string, string)>)[("$1", "the last position before the page"), ("$2", "its last position")])
        {
            if (!used.Any(found => found.Value == parameter))
            {
                add($"The statement does not use {parameter}, {meaning}; write 'where seq_id > $1 and seq_id <= $2'.", statement.Offset);
            }
        }

        foreach (var other in used.Where(found => found.Value is not ("$1" or "$2")))
        {
            add($"{other.Value} is no parameter; allowed: $1, the last position before the page, and $2, its last position.", statement.Offset + other.Index);
        }
    }

    private static void CheckForClocks(string text, Action<string, int> add)
    {
        foreach (Match found in Clocks().Matches(SqlText.Code(text)))
        {
            add($"'{found.Groups[1].Value}' would give other rows at the next rebuild; allowed: what depends on the events alone.", found.Index);
        }
    }

    [GeneratedRegex("^(?!pg_)[a-z][a-z0-9_]{0,39}$")]
    private static partial Regex Names();

    [GeneratedRegex(@"(?<![\w$])\$\d+")]
    private static partial Regex Parameters();

    [GeneratedRegex(@"^select\s+[a-z_][a-z0-9_]*\s*\(\s*\$1\s*,\s*\$2\s*\)$", RegexOptions.IgnoreCase)]
    private static partial Regex Calls();

    [GeneratedRegex(
        @"\b(now|(?:clock|statement|transaction)_timestamp|timeofday|random|random_normal|gen_random_uuid|uuidv4|uuidv7|nextval|txid_current)\s*\("
        + @"|\b(?<1>current_timestamp|current_date|current_time|localtimestamp|localtime|current_user|session_user)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Clocks();
}
