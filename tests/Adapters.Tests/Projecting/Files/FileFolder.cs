namespace CdViz.Adapters.Tests.Projecting.Files;

/// <summary>A folder of projections' files, deleted at the end.</summary>
internal sealed class FileFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("cdviz-projections-").FullName;

    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public ProjectionFiles Read() => ProjectionFiles.InFolder(Path, TimeSpan.FromMinutes(1));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
