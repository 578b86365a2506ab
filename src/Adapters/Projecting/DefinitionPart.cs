using System.Text.RegularExpressions;

namespace CdViz.Adapters;

/// <summary>A part of a projection's SQL file: from a line <c>-- @mark value</c> to the next such line.</summary>
/// <param name="Mark">Its name: tables.</param>
/// <param name="Value">What follows the name on its line, or empty.</param>
/// <param name="Line">The line of the mark, from 1.</param>
/// <param name="Text">The text of the part, the line of the mark included.</param>
internal sealed partial record DefinitionPart(string Mark, string Value, int Line, string Text)
{
    /// <summary>The parts of a file, as they stand there. What comes before the first mark is in none.</summary>
    public static List<DefinitionPart> Of(string file)
    {
        List<DefinitionPart> parts = [];
        var (line, counted) = (1, 0);
        for (var mark = Marks().Match(file); mark.Success;)
        {
            var next = mark.NextMatch();
            line += file.AsSpan(counted, mark.Index - counted).Count('\n');
            counted = mark.Index;
            parts.Add(new(mark.Groups[1].Value, mark.Groups[2].Value, line, file[mark.Index..(next.Success ? next.Index : file.Length)]));
            mark = next;
        }

        return parts;
    }

    [GeneratedRegex(@"^--[ \t]*@(\w+)[ \t]*(.*?)[ \t\r]*$", RegexOptions.Multiline)]
    private static partial Regex Marks();
}
