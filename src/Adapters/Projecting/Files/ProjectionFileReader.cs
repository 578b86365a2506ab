using System.Globalization;

namespace CdViz.Adapters.Projecting.Files;

/// <summary>Reads the SQL of projections and checks what can be checked without a database.</summary>
internal static class ProjectionFileReader
{
    /// <summary>Reads a user's own file or folder; null when it has problems.</summary>
    /// <param name="path">The file or folder, as it is to be named.</param>
    /// <param name="timeout">How long the statement may take over a page.</param>
    /// <param name="problems">Where to add what is wrong.</param>
    /// <exception cref="IOException">It can't be read.</exception>
    public static ProjectionFile? Read(string path, TimeSpan timeout, List<FileProblem> problems)
    {
        var files = DefinitionFile.At(path);
        if (files.Count == 0)
        {
            problems.Add(new(path, 1, "There is no file *.sql in this folder."));
            return null;
        }

        if (Checked(files, DefinitionMarks.OfAFile, problems) is not { } parts)
        {
            return null;
        }

        string Value(string mark) => parts.Find(part => part.Mark == mark)!.Value;
        var version = int.Parse(Value("version"), CultureInfo.InvariantCulture);
        return new(path, parts, new SqlProjection(Value("name"), version) { Definition = DefinitionFile.Joined(files), StatementTimeout = timeout });
    }

    /// <summary>Reads what is built into the program, by the same rules; name and version stand in the catalogue.</summary>
    public static ProjectionFile? BuiltIn(Projection projection, List<FileProblem> problems)
    {
        var files = DefinitionFile.BuiltIn(projection.Name);
        var marks = projection is SqlProjection ? DefinitionMarks.OfAStatement : DefinitionMarks.OfAFold;
        return Checked(files, marks, problems) is { } parts ? new($"db/timescale/projections/{projection.Name}", parts, projection) : null;
    }

    private static List<DefinitionPart>? Checked(IReadOnlyList<DefinitionFile> files, DefinitionMarks marks, List<FileProblem> problems)
    {
        var before = problems.Count;
        List<DefinitionPart> parts = [];
        foreach (var file in files)
        {
            var some = DefinitionPart.Of(file);
            CheckFile(file, some, parts, marks, problems);
            parts.AddRange(some);
        }

        problems.AddRange(marks.Needed.Where(mark => !parts.Exists(part => part.Mark == mark))
            .Select(mark => new FileProblem(files[0].Path, 1, $"'-- @{mark}' is missing; a {(files.Count == 1 ? "file" : "folder")} needs {DefinitionMarks.Written(marks.Needed)}.")));
        return problems.Count > before ? null : parts;
    }

    private static void CheckFile(DefinitionFile file, List<DefinitionPart> parts, List<DefinitionPart> before, DefinitionMarks marks, List<FileProblem> problems)
    {
        var text = file.Text;
        if (SqlText.Split(parts.Count > 0 ? text[..text.IndexOf(parts[0].Text, StringComparison.Ordinal)] : text) is [var stray, ..])
        {
            problems.Add(new(file.Path, text.AsSpan(0, stray.Offset).Count('\n') + 1, DefinitionMarks.OnlyInSections));
        }

        foreach (var (index, part) in parts.Index())
        {
            if (!marks.Known.Contains(part.Mark))
            {
                problems.Add(part.Problem(0, $"'-- @{part.Mark}' is no part; allowed: {DefinitionMarks.Written(marks.Known)}."));
            }
            else if (parts.Take(index).FirstOrDefault(first => first.Mark == part.Mark) is { } first)
            {
                problems.Add(part.Problem(0, $"'-- @{part.Mark}' stands in line {first.Line} already; each may stand once."));
            }
            else if (DefinitionMarks.Once.Contains(part.Mark) && before.Find(other => other.Mark == part.Mark) is { } other)
            {
                problems.Add(part.Problem(0, $"'-- @{part.Mark}' stands in {other.File}:{other.Line} already; it may stand once."));
            }
            else
            {
                PartCheck.Run(part, problems);
            }
        }
    }
}
