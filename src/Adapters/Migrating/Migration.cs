using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CdViz.Adapters.Migrating;

/// <summary>One numbered step from an older schema of the database to a newer one.</summary>
/// <param name="Version">Number of the step, from 1 without holes.</param>
/// <param name="Name">Name of its file: <c>0001_event_log.sql</c>.</param>
/// <param name="Text">Its SQL.</param>
public sealed record Migration(int Version, string Name, string Text)
{
    private const string Folder = "migrations/";
    private const string FormerlyMark = "-- formerly ";

    /// <summary>SHA-256 of the text, lower-case hex; line ends do not count.</summary>
    public string Checksum { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text.ReplaceLineEndings("\n"))));

    /// <summary>True when a database that had this text applied needs nothing of it any more: it is this text, or one that a line <c>-- formerly</c> names.</summary>
    /// <param name="checksum">Checksum of the applied text.</param>
    public bool Covers(string checksum) => checksum == Checksum
        || Text.Split('\n').Any(line => line.StartsWith(FormerlyMark, StringComparison.Ordinal) && line[FormerlyMark.Length..].Trim() == checksum);

    /// <summary>The steps this program brings along, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = Load();

    /// <summary>Digest of all steps: equal for programs that make the same schema.</summary>
    public static string Digest { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(All.Select(migration => migration.Checksum)))));

    private static List<Migration> Load()
    {
        var assembly = typeof(Migration).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => new Migration(int.Parse(name.AsSpan(Folder.Length, 4), CultureInfo.InvariantCulture), name[Folder.Length..], Read(name))),
        ];

        string Read(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        }
    }
}
