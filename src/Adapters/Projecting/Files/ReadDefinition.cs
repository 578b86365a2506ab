using System.Security.Cryptography;
using System.Text;

namespace CdViz.Adapters.Projecting.Files;

/// <summary>
/// A file of <c>db/timescale/views</c> or <c>db/timescale/metrics</c>: views and functions of schema <c>cdviz</c> that read several projections through
/// their public views. It can be run again and again: <c>create or replace</c>.
/// </summary>
/// <param name="Name">Folder and file: <c>metrics/dora_lead_time.sql</c>.</param>
/// <param name="Text">Its SQL.</param>
internal sealed record ReadDefinition(string Name, string Text)
{
    private static readonly string[] Folders = ["views/", "metrics/"];

    /// <summary>SHA-256 of the text, lower-case hex.</summary>
    public string Digest { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    /// <summary>What this program brings along: views before metrics, then by name.</summary>
    public static IReadOnlyList<ReadDefinition> All { get; } = Load();

    private static List<ReadDefinition> Load()
    {
        var assembly = typeof(ReadDefinition).Assembly;
        var names = assembly.GetManifestResourceNames().Order(StringComparer.Ordinal).ToList();
        return [.. Folders.SelectMany(folder => names.Where(name => name.StartsWith(folder, StringComparison.Ordinal))).Select(name => new ReadDefinition(name, Read(name)))];

        string Read(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        }
    }
}
