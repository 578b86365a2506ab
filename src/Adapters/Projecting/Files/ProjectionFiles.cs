using Npgsql;

namespace CdViz.Adapters.Projecting.Files;

/// <summary>The SQL projections of a user's own, an <c>.sql</c> file or a folder of them each.</summary>
public sealed class ProjectionFiles
{
    private readonly IReadOnlyList<ProjectionFile> files;

    private ProjectionFiles(IReadOnlyList<ProjectionFile> files) => this.files = files;

    /// <summary>The projections of the program.</summary>
    public IReadOnlyList<Projection> BuiltIn { get; private init; } = ProjectionCatalogue.All;

    /// <summary>None.</summary>
    public static ProjectionFiles None { get; } = new([]);

    /// <summary>The projections, and before them those of the program.</summary>
    public IReadOnlyList<Projection> WithBuiltIn => [.. BuiltIn, .. files.Select(file => file.Projection)];

    /// <summary>The same files beside those of the program as they are under some settings.</summary>
    public ProjectionFiles Beside(IReadOnlyList<Projection> builtIn) => new(files) { BuiltIn = builtIn };

    /// <summary>Path, name and version of each.</summary>
    public IReadOnlyList<(string Path, string Name, int Version)> All =>
        [.. files.Select(file => (file.Path, file.Projection.Name, file.Projection.Version))];

    /// <summary>Reads all <c>*.sql</c> files of a folder, and the folders in it that hold some, by name.</summary>
    /// <param name="folder">The folder; empty for none.</param>
    /// <param name="timeout">How long a statement may take over a page.</param>
    /// <exception cref="ProjectionFileException">Some are wrong.</exception>
    public static ProjectionFiles InFolder(string folder, TimeSpan timeout) =>
        folder.Length == 0 ? None : Read([.. DefinitionFile.Projections(folder)], timeout);

    /// <summary>Reads files and folders, each a projection.</summary>
    /// <exception cref="ProjectionFileException">Some are wrong.</exception>
    /// <exception cref="IOException">One can't be read.</exception>
    public static ProjectionFiles Read(IReadOnlyList<string> paths, TimeSpan timeout)
    {
        List<FileProblem> problems = [];
        List<ProjectionFile> files = [];
        foreach (var path in paths)
        {
            if (ProjectionFileReader.Read(path, timeout, problems) is { } file)
            {
                CheckName(file, files, problems);
                files.Add(file);
            }
        }

        return problems.Count == 0 ? new(files) : throw new ProjectionFileException(problems);
    }

    /// <summary>Tries each file in the database and leaves nothing there.</summary>
    /// <param name="database">The database; migrations are applied.</param>
    /// <param name="all">True for all; false for those that no generation has been built from yet.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="ProjectionFileException">The database refuses some.</exception>
    public async Task TryAsync(NpgsqlDataSource database, bool all, CancellationToken ct)
    {
        var problems = await ProjectionTrial.RunAsync(database, files, all, ct);
        if (problems.Count > 0)
        {
            throw new ProjectionFileException(problems);
        }
    }

    /// <summary>Writes them into the database, for commands that are run where the files are not.</summary>
    public Task WriteAsync(NpgsqlDataSource database, CancellationToken ct) => ProjectionFileStore.WriteAsync(database, files, ct);

    /// <summary>Those that a server has written into the database, beside those of the program as they are here.</summary>
    /// <param name="database">The database; migrations are applied.</param>
    /// <param name="timeout">How long a statement may take over a page.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<ProjectionFiles> OfServersAsync(NpgsqlDataSource database, TimeSpan timeout, CancellationToken ct) =>
        new(await ProjectionFileStore.ReadAsync(database, timeout, ct)) { BuiltIn = BuiltIn };

    private static void CheckName(ProjectionFile file, List<ProjectionFile> before, List<FileProblem> problems)
    {
        var name = file.Projection.Name;
        if (ProjectionCatalogue.All.Any(builtIn => builtIn.Name == name))
        {
            var taken = string.Join(", ", ProjectionCatalogue.All.Select(p => p.Name));
            problems.Add(file.First("name").Problem(0, $"'{name}' is a projection of the program; allowed: any name but {taken}."));
        }
        else if (before.Find(other => other.Projection.Name == name) is { } same)
        {
            problems.Add(file.First("name").Problem(0, $"'{name}' is the name of {same.Path} already; allowed: names that differ."));
        }
    }
}
