namespace CdViz.Domain.Specs;

/// <summary>The lines of a <c>.spec</c> file, without comments and empty lines.</summary>
internal sealed class SpecLines(string text)
{
    private readonly string[] lines = text.Split('\n');
    private int next;

    /// <summary>The next line, or null at the end.</summary>
    public string? Next()
    {
        var line = Peek();
        next++;
        return line;
    }

    /// <summary>The members of an object: the lines that follow and are indented so far.</summary>
    public ShapeText Members(int indent, bool open)
    {
        List<MemberText> members = [];
        List<string> either = [];
        while (Peek() is { } line && line.Length - line.TrimStart().Length == indent)
        {
            next++;
            var (name, kind) = line.Trim().Split(' ', 2) is [var first, var rest] ? (first, rest) : (line.Trim(), "");
            if (name is "either")
            {
                either.AddRange(kind.Split(' '));
                continue;
            }

            members.Add(new(
                name.TrimEnd('!', '~'), name.EndsWith('!'), name.EndsWith('~'), kind,
                kind is "" or "open" ? Members(indent + 2, kind is "open") : null));
        }

        return new(members, open, either);
    }

    /// <summary>The last line is not what it should be.</summary>
    public FormatException Wrong(string allowed) => new($"Line {next} of the specification's data, '{lines[Math.Min(next, lines.Length) - 1]}': allowed is {allowed}.");

    private string? Peek()
    {
        while (next < lines.Length && (string.IsNullOrWhiteSpace(lines[next]) || lines[next].StartsWith('#')))
        {
            next++;
        }

        return next < lines.Length ? lines[next].TrimEnd() : null;
    }
}
