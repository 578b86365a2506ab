using System.Security.Cryptography;
using System.Text;
using CdViz.Projections;

namespace CdViz.Adapters;

/// <summary>
/// The SQL half of a projection, <c>db/timescale/projections/{name}.sql</c> or a file of a user's own, in parts: <c>-- @tables</c> and
/// <c>-- @indexes</c>, run with the generation's schema first on the search path; <c>-- @views</c>, run so whenever the generation becomes the live one;
/// of a SQL projection <c>-- @statement</c>, run so over each page of positions, and <c>-- @parallel</c> where pages may run at once.
/// </summary>
/// <param name="Tables">Makes the tables.</param>
/// <param name="Statement">Applies a page; empty for a fold.</param>
/// <param name="Parallel">True when the statement may run over several pages at the same time.</param>
/// <param name="Indexes">Makes keys and indexes; run after the first fill. May be empty.</param>
/// <param name="Views">Makes the public views, by <c>create or replace</c>.</param>
/// <param name="Digest">SHA-256 of the file, lower-case hex.</param>
internal sealed record ProjectionDefinition(string Tables, string Statement, bool Parallel, string Indexes, string Views, string Digest)
{
    /// <summary>Reads a projection's definition.</summary>
    /// <exception cref="InvalidDataException">The file is missing or lacks a part.</exception>
    public static ProjectionDefinition Of(Projection projection)
    {
        var name = $"db/timescale/projections/{projection.Name}.sql";
        var text = projection is SqlProjection { Definition: { } own } ? own : BuiltIn(projection.Name);
        return Parse(name, text ?? throw new InvalidDataException($"{name} is missing."));
    }

    /// <summary>Takes a definition's text apart.</summary>
    /// <exception cref="InvalidDataException">It lacks a part.</exception>
    public static ProjectionDefinition Parse(string name, string text)
    {
        var parts = DefinitionPart.Of(text);
        return new(Needed("tables"), Text("statement"), parts.Exists(p => p.Mark == "parallel"), Text("indexes"), Needed("views"), DigestOf(text));

        string Text(string mark) => parts.Find(p => p.Mark == mark)?.Text ?? "";

        string Needed(string mark) => Text(mark) is { Length: > 0 } found ? found : throw new InvalidDataException($"{name} lacks the part '-- @{mark}'.");
    }

    private static string? BuiltIn(string name)
    {
        using var stream = typeof(ProjectionDefinition).Assembly.GetManifestResourceStream($"projections/{name}.sql");
        return stream is null ? null : new StreamReader(stream).ReadToEnd();
    }

    private static string DigestOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
