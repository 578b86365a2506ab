using System.Text.RegularExpressions;

namespace CdViz.Adapters.Projecting.Files;

/// <summary>A statement within a longer text.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Text">The statement, without the semicolon.</param>
internal sealed record SqlPiece(int Offset, string Text)
{
    /// <summary>Its first word, lower case.</summary>
    public string Verb => new([.. Text.TakeWhile(char.IsAsciiLetter).Select(char.ToLowerInvariant)]);
}

/// <summary>As much of PostgreSQL's lexical rules as it takes to tell statements, comments and literals apart.</summary>
internal static partial class SqlText
{
    /// <summary>The statements of a text, without comments around them.</summary>
    public static List<SqlPiece> Split(string text)
    {
        List<SqlPiece> pieces = [];
        var bare = Bare(text);
        for (var start = 0; start < bare.Length;)
        {
            var end = bare.IndexOf(';', start) is var found and >= 0 ? found : bare.Length;
            var piece = bare[start..end];
            var offset = start + piece.Length - piece.TrimStart().Length;
            if (piece.Trim() is { Length: > 0 } statement)
            {
                pieces.Add(new(offset, text.Substring(offset, statement.Length)));
            }

            start = end + 1;
        }

        return pieces;
    }

    /// <summary>The text with blanks in place of comments and of what is between quotes; every other character keeps its place.</summary>
    public static string Bare(string text) => Opaque().Replace(
        text,
        found => found.Groups["comment"].Success || found.Length < 2 ? new string(' ', found.Length) : $"'{new string(' ', found.Length - 2)}'");

    /// <summary>The text with blanks in place of comments and of quoted texts, but with the bodies of functions; every character keeps its place.</summary>
    public static string Code(string text) => Opaque().Replace(
        text,
        found => found.Groups["body"] is { Success: true } body
            ? $"{new string(' ', body.Index - found.Index)}{Code(body.Value)}{new string(' ', found.Index + found.Length - body.Index - body.Length)}"
            : new string(' ', found.Length));

    [GeneratedRegex(
        """
        (?<comment>--[^\n]*|/\*(?>(?:[^*/]|\*(?!/)|/(?!\*)|(?<open>/\*)|(?<-open>\*/))*)(?(open)(?!))\*/)
        |(?<![\w$])[eE]'(?:\\[\s\S]|''|[^'\\])*'
        |'(?:''|[^'])*'
        |"(?:""|[^"])*"
        |(?<![\w$])\$(?<tag>(?:[^\W\d]\w*)?)\$(?<body>[\s\S]*?)\$\k<tag>\$
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Opaque();
}
