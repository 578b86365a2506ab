namespace CdViz.Adapters.Projecting.Files;

/// <summary>Which parts the SQL of a projection may have, and which it needs.</summary>
/// <param name="Needed">Those without which it is none.</param>
/// <param name="Known">Those that it may have.</param>
internal sealed record DefinitionMarks(string[] Needed, string[] Known)
{
    /// <summary>Parts that hold SQL.</summary>
    public static readonly string[] Sections = ["tables", "statement", "indexes", "views"];

    /// <summary>Parts that only one file of a folder may have.</summary>
    public static readonly string[] Once = ["name", "version", "parallel", "statement"];

    /// <summary>Of a user's own projection.</summary>
    public static DefinitionMarks OfAFile { get; } = new(["name", "version", "tables", "statement", "views"], ["name", "version", "parallel", .. Sections]);

    /// <summary>Of a SQL projection of the program.</summary>
    public static DefinitionMarks OfAStatement { get; } = new(["tables", "statement", "views"], ["parallel", .. Sections]);

    /// <summary>Of a fold.</summary>
    public static DefinitionMarks OfAFold { get; } = new(["tables", "views"], ["tables", "indexes", "views"]);

    /// <summary>What is wrong with SQL that stands elsewhere.</summary>
    public static string OnlyInSections { get; } = $"SQL may stand in the parts {Written(Sections)} only.";

    /// <summary>Marks as they are written.</summary>
    public static string Written(IEnumerable<string> marks) => string.Join(", ", marks.Select(mark => $"@{mark}"));
}
