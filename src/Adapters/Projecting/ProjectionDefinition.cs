using System.Security.Cryptography;
using System.Text;
using CdViz.Projections;

namespace CdViz.Adapters;

/// <summary>
/// The SQL half of a projection, <c>db/timescale/projections/{name}.sql</c>, in three parts: <c>-- @tables</c> and <c>-- @indexes</c>, run with the
/// generation's schema first on the search path, and <c>-- @views</c>, run so whenever the generation becomes the live one.
/// </summary>
/// <param name="Tables">Makes the tables.</param>
/// <param name="Indexes">Makes keys and indexes; run after the first fill.</param>
/// <param name="Views">Makes the public views, by <c>create or replace</c>.</param>
/// <param name="Digest">SHA-256 of the file, lower-case hex.</param>
internal sealed record ProjectionDefinition(string Tables, string Indexes, string Views, string Digest)
{
    private static readonly string[] Parts = ["-- @tables", "-- @indexes", "-- @views"];

    /// <summary>Reads the definition that is built into the program.</summary>
    /// <exception cref="InvalidDataException">The file is missing or lacks a part.</exception>
    public static ProjectionDefinition Of(Projection projection)
    {
        var name = $"projections/{projection.Name}.sql";
        using var stream = typeof(ProjectionDefinition).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidDataException($"db/timescale/{name} is missing.");
        using var reader = new StreamReader(stream);
        return Parse(name, reader.ReadToEnd());
    }

    /// <summary>Takes a definition's text apart.</summary>
    /// <exception cref="InvalidDataException">It lacks a part, or the parts stand in another order.</exception>
    public static ProjectionDefinition Parse(string name, string text)
    {
        int[] starts = [.. Parts.Select(part => text.IndexOf(part, StringComparison.Ordinal)), text.Length];
        if (starts.Contains(-1) || !starts.SequenceEqual(starts.Order()))
        {
            throw new InvalidDataException($"db/timescale/{name} needs the parts {string.Join(", ", Parts)}, in this order.");
        }

        return new(
            text[starts[0]..starts[1]],
            text[starts[1]..starts[2]],
            text[starts[2]..starts[3]],
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }
}
