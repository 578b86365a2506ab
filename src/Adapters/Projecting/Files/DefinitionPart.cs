using System.Text.RegularExpressions;

namespace CdViz.Adapters.Projecting.Files;

/// <summary>A part of a projection's SQL file: from a line <c>-- @mark value</c> to the next such line.</summary>
/// <param name="File">The file it stands in.</param>
/// <param name="Mark">Its name: tables.</param>
/// <param name="Value">What follows the name on its line, or empty.</param>
/// <param name="Line">The line of the mark, from 1.</param>
/// <param name="Text">The text of the part, the line of the mark included.</param>
internal sealed partial record DefinitionPart(string File, string Mark, string Value, int Line, string Text)
{
    /// <summary>The parts of a file, as they stand there. What comes before the first mark is in none.</summary>
    public static List<DefinitionPart> Of(DefinitionFile file)
    {
        List<DefinitionPart> parts = [];
        var text = file.Text;
        var (line, counted) = (1, 0);
        for (var mark = Marks().Match(text); mark.Success;)
        {
            var next = mark.NextMatch();
            line += text.AsSpan(counted, mark.Index - counted).Count('\n');
            counted = mark.Index;
            parts.Add(new(file.Path, mark.Groups[1].Value, mark.Groups[2].Value, line, text[mark.Index..(next.Success ? next.Index : text.Length)]));
            mark = next;
        }

        return parts;
    }

    /// <summary>Something that is wrong with it.</summary>
    /// <param name="offset">Where in its text.</param>
    /// <param name="message">What.</param>
    public FileProblem Problem(int offset, string message) => new(File, Line + Text.AsSpan(0, Math.Clamp(offset, 0, Text.Length)).Count('\n'), message);

    [GeneratedRegex(@"^--[ \t]*@(\w+)[ \t]*(.*?)[ \t\r]*$", RegexOptions.Multiline)]
    private static partial Regex Marks();
}
