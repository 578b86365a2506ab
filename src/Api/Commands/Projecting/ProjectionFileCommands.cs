using System.CommandLine;
using Npgsql;

namespace CdViz.Api.Commands.Projecting;

/// <summary><c>projections check</c> and <c>projections drop</c>: for projections of a user's own.</summary>
internal static class ProjectionFileCommands
{
    /// <summary><c>check</c>: what the server would say of files at its start.</summary>
    public static Command Check()
    {
        var files = new Argument<string[]>("FILE") { Arity = ArgumentArity.ZeroOrMore, Description = "SQL files, or folders of a projection's files; those of Projections:Folder when left out." };
        var command = new Command("check", "Checks SQL projections without starting: prints file, line, what is allowed; exit code 1 when any is wrong.") { files };
        command.SetAction((parsed, ct) => CheckAsync(parsed.GetValue(files) ?? [], Console.Out, ct));
        return command;
    }

    /// <summary><c>drop</c>: the tables and views of a projection whose file is gone.</summary>
    public static Command Drop()
    {
        var name = new Argument<string>("NAME") { Description = "A projection that is shown as orphaned." };
        var command = new Command("drop", "Drops the tables and views of a projection whose file is gone.") { name };
        command.SetAction(async (parsed, ct) =>
        {
            await using var database = await CommandDatabase.OpenAsync(ct);
            await DropAsync(database, parsed.GetRequiredValue(name), ct);
            Console.WriteLine($"{parsed.GetRequiredValue(name)}: dropped");
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<int> CheckAsync(string[] paths, TextWriter output, CancellationToken ct)
    {
        var settings = SettingsReader.Read(SettingsReader.Sources()).Projections;
        if (paths.Length == 0 && settings.Folder.Length == 0)
        {
            throw CommandFailed.WrongUse("Name a file or a folder, or set Projections:Folder to the folder that holds the files.");
        }

        try
        {
            var files = paths.Length == 0 ? settings.Files() : ProjectionFiles.Read(paths, settings.StatementTimeout);
            await using var database = await CommandDatabase.OpenAsync(ct);
            await files.TryAsync(database, all: true, ct);
            foreach (var (path, name, version) in files.All)
            {
                await output.WriteLineAsync($"{path}: {name}, version {version}: nothing wrong");
            }

            return ExitCode.Done;
        }
        catch (ProjectionFileException wrong)
        {
            await output.WriteLineAsync(wrong.Message);
            return ExitCode.No;
        }
    }

    private static async Task DropAsync(NpgsqlDataSource database, string name, CancellationToken ct)
    {
        try
        {
            await ProjectionEngine.DropAsync(database, name, ct);
        }
        catch (UnknownProjectionException unknown)
        {
            throw CommandFailed.WrongUse(unknown.Message);
        }
        catch (InvalidOperationException refused)
        {
            throw new CommandFailed(ExitCode.No, refused.Message);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable)
        {
            throw new CommandFailed(ExitCode.No, $"Nothing is dropped: somebody reads the views of '{name}'. Try again.", e);
        }
    }
}
