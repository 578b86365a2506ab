using System.CommandLine;

namespace CdViz.Api.Commands;

/// <summary><c>serve</c>: the server in the foreground.</summary>
internal static class ServeCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("serve", "Migrates the database and serves HTTP until it is stopped.");
        command.SetAction(async (_, ct) =>
        {
            await Server.RunAsync(SettingsReader.Read(SettingsReader.Sources()), ct);
            return ExitCode.Done;
        });
        return command;
    }
}
