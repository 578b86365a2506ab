using System.IO.Enumeration;

namespace CdViz.Adapters.Inbox;

/// <summary>Patterns with <c>*</c> for any text and <c>?</c> for any character.</summary>
internal static class Globs
{
    /// <summary>True where one of the patterns fits, or there is none.</summary>
    public static bool Match(IReadOnlyList<string> patterns, string? text) =>
        patterns.Count is 0 || (text is not null && patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: false)));
}
