namespace CdViz.Adapters.Projecting.Files;

/// <summary>A file of a projection's SQL. A projection has one, or a folder of them in reading order: by name.</summary>
/// <param name="Path">The file, as it is to be named.</param>
/// <param name="Text">Its text.</param>
internal sealed record DefinitionFile(string Path, string Text)
{
    private const string Extension = ".sql";

    /// <summary>Those of a file, or of a folder.</summary>
    /// <exception cref="IOException">One can't be read.</exception>
    public static IReadOnlyList<DefinitionFile> At(string path) =>
        [.. (Directory.Exists(path) ? In(path) : [path]).Select(file => new DefinitionFile(file, File.ReadAllText(file)))];

    /// <summary>The files of projections in a folder, and the folders in it that hold a projection each, by name.</summary>
    public static IEnumerable<string> Projections(string folder) =>
        In(folder).Concat(Directory.EnumerateDirectories(folder).Where(inner => In(inner).Any())).Order(StringComparer.Ordinal);

    /// <summary>Those that are built into the program.</summary>
    /// <exception cref="InvalidDataException">There are none.</exception>
    public static IReadOnlyList<DefinitionFile> BuiltIn(string projection)
    {
        var assembly = typeof(DefinitionFile).Assembly;
        IReadOnlyList<DefinitionFile> files =
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name == $"projections/{projection}{Extension}" || name.StartsWith($"projections/{projection}/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => new DefinitionFile($"db/timescale/{name}", Read(name))),
        ];
        return files.Count > 0 ? files : throw new InvalidDataException($"db/timescale/projections/{projection}{Extension} is missing.");

        string Read(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        }
    }

    /// <summary>Those of a projection: its own, or those built into the program.</summary>
    /// <exception cref="InvalidDataException">There are none.</exception>
    public static IReadOnlyList<DefinitionFile> Of(Projection projection) =>
        projection is SqlProjection { Definition: { } own } ? [new(projection.Name, own)] : BuiltIn(projection.Name);

    /// <summary>The text of files, one after the other.</summary>
    public static string Joined(IEnumerable<DefinitionFile> files) => string.Join('\n', files.Select(file => file.Text));

    private static IEnumerable<string> In(string folder) => Directory.EnumerateFiles(folder, $"*{Extension}").Order(StringComparer.Ordinal);
}
