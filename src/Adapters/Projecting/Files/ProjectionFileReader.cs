using System.Globalization;
using System.Text.RegularExpressions;

namespace CdViz.Adapters;

/// <summary>Reads the file of a user's own projection and checks what can be checked without a database.</summary>
internal static partial class ProjectionFileReader
{
    private static readonly string[] Needed = ["name", "version", "tables", "statement", "views"];
    private static readonly string[] Sections = ["tables", "statement", "indexes", "views"];
    private static readonly string[] Known = ["name", "version", "parallel", .. Sections];
    private static readonly string[] Writing = ["insert", "update", "delete", "merge", "with"];

    // A part runs inside a transaction and on a search path that are not its own.
    private static readonly string[] Forbidden =
        ["begin", "start", "commit", "end", "abort", "rollback", "savepoint", "release", "prepare", "deallocate", "set", "reset", "discard"];

    /// <summary>Reads a file; null when it has problems.</summary>
    /// <param name="path">The file, as it is to be named.</param>
    /// <param name="text">Its text.</param>
    /// <param name="timeout">How long the statement may take over a page.</param>
    /// <param name="problems">Where to add what is wrong.</param>
    public static ProjectionFile? Read(string path, string text, TimeSpan timeout, List<FileProblem> problems)
    {
        var before = problems.Count;
        var parts = DefinitionPart.Of(text);
        CheckMarks(path, text, parts, problems);
        foreach (var part in parts.Where(part => Known.Contains(part.Mark)).DistinctBy(part => part.Mark))
        {
            CheckPart(path, part, problems);
        }

        if (problems.Count > before)
        {
            return null;
        }

        string Value(string mark) => parts.Find(part => part.Mark == mark)!.Value;
        var version = int.Parse(Value("version"), CultureInfo.InvariantCulture);
        return new(path, parts, new(Value("name"), version) { Definition = text, StatementTimeout = timeout });
    }

    private static void CheckMarks(string path, string text, List<DefinitionPart> parts, List<FileProblem> problems)
    {
        if (SqlText.Split(parts.Count > 0 ? text[..text.IndexOf(parts[0].Text, StringComparison.Ordinal)] : text) is [var stray, ..])
        {
            problems.Add(new(path, text.AsSpan(0, stray.Offset).Count('\n') + 1, $"SQL may stand in the parts {Marks(Sections)} only."));
        }

        foreach (var (index, part) in parts.Index())
        {
            if (!Known.Contains(part.Mark))
            {
                problems.Add(new(path, part.Line, $"'-- @{part.Mark}' is no part; allowed: {Marks(Known)}."));
            }
            else if (parts.FindIndex(first => first.Mark == part.Mark) is var first && first < index)
            {
                problems.Add(new(path, part.Line, $"'-- @{part.Mark}' stands in line {parts[first].Line} already; each may stand once."));
            }
        }

        problems.AddRange(Needed.Where(mark => !parts.Exists(part => part.Mark == mark))
            .Select(mark => new FileProblem(path, 1, $"'-- @{mark}' is missing; a file needs {Marks(Needed)}.")));
    }

    private static void CheckPart(string path, DefinitionPart part, List<FileProblem> problems)
    {
        void Add(string message, int offset = 0) => problems.Add(ProjectionFile.ProblemOf(path, part, offset, message));

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
        if (!Sections.Contains(part.Mark))
        {
            pieces.Take(1).ToList().ForEach(stray => Add($"SQL may stand in the parts {Marks(Sections)} only.", stray.Offset));
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

    private static void CheckStatement(List<SqlPiece> pieces, Action<string, int> add)
    {
        var statement = pieces[0];
        if (pieces.Count > 1)
        {
            add("A second statement begins here; allowed: one. 'with' can do several things in one.", pieces[1].Offset);
        }

        if (!Writing.Contains(statement.Verb))
        {
            add($"The statement begins with '{statement.Verb}'; allowed: {string.Join(", ", Writing)}.", statement.Offset);
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
        foreach (Match found in Clocks().Matches(SqlText.Bare(text)))
        {
            add($"'{found.Groups[1].Value}' would give other rows at the next rebuild; allowed: what depends on the events alone.", found.Index);
        }
    }

    private static string Marks(string[] marks) => string.Join(", ", marks.Select(mark => $"@{mark}"));

    [GeneratedRegex("^(?!pg_)[a-z][a-z0-9_]{0,39}$")]
    private static partial Regex Names();

    [GeneratedRegex(@"(?<![\w$])\$\d+")]
    private static partial Regex Parameters();

    [GeneratedRegex(
        @"\b(now|(?:clock|statement|transaction)_timestamp|timeofday|random|random_normal|gen_random_uuid|uuidv4|uuidv7|nextval|txid_current)\s*\("
        + @"|\b(?<1>current_timestamp|current_date|current_time|localtimestamp|localtime|current_user|session_user)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Clocks();
}
