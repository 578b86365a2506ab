using System.Security.Cryptography;
using System.Text;

namespace CdViz.Adapters.Projecting;

/// <summary>
/// The SQL half of a projection, <c>db/timescale/projections/{name}.sql</c>, a folder of that name or files of a user's own, in parts: <c>-- @tables</c> and
/// <c>-- @indexes</c>, run with the generation's schema first on the search path; <c>-- @views</c>, run so whenever the generation becomes the live one;
/// of a SQL projection <c>-- @statement</c>, run so over each page of positions, and <c>-- @parallel</c> where pages may run at once. What several files
/// have of a part is one part, in reading order.
/// </summary>
/// <param name="Tables">Makes the tables.</param>
/// <param name="Statement">Applies a page; empty for a fold.</param>
/// <param name="Parallel">True when the statement may run over several pages at the same time.</param>
/// <param name="Indexes">Makes keys and indexes; run after the first fill. May be empty.</param>
/// <param name="Views">Makes the public views, by <c>create or replace</c>.</param>
/// <param name="Digest">SHA-256 of the text of the files one after the other and of the settings, lower-case hex.</param>
internal sealed record ProjectionDefinition(string Tables, string Statement, bool Parallel, string Indexes, string Views, string Digest)
{
    /// <summary>Reads a projection's definition.</summary>
    /// <exception cref="InvalidDataException">The file is missing or lacks a part.</exception>
    public static ProjectionDefinition Of(Projection projection) => Parse(projection.Name, DefinitionFile.Of(projection), projection.Settings);

    /// <summary>Takes a definition's text apart.</summary>
    /// <exception cref="InvalidDataException">It lacks a part.</exception>
    public static ProjectionDefinition Parse(string name, IReadOnlyList<DefinitionFile> files, string settings = "")
    {
        var parts = files.SelectMany(DefinitionPart.Of).ToList();
        return new(Needed("tables"), Text("statement"), parts.Exists(p => p.Mark == "parallel"), Text("indexes"), Needed("views"), DigestOf(files, settings));

        string Text(string mark) => string.Concat(parts.Where(p => p.Mark == mark).Select((part, index) => index == 0 ? part.Text : Separated(part.Text)));

        string Needed(string mark) => Text(mark) is { Length: > 0 } found ? found : throw new InvalidDataException($"{name} lacks the part '-- @{mark}'.");
    }

    // The last statement of a part need not end with a semicolon.
    private static string Separated(string text) => $"\n;\n{text}";

    private static string DigestOf(IEnumerable<DefinitionFile> files, string settings) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(DefinitionFile.Joined(files) + settings)));
}
