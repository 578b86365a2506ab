using System.CommandLine;

namespace CdViz.Api.Commands;

/// <summary><c>serve</c>: the server in the foreground.</summary>
internal static class ServeCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var urls = Urls();
        var command = new Command("serve", "Migrates the database and serves HTTP until it is stopped.") { urls };
        command.SetAction(async (parsed, ct) =>
        {
            var sources = SettingsReader.Sources(parsed.GetValue(urls));
            await using var app = await Server.StartAsync(SettingsReader.Read(sources), ct);
            StartedServer.Tell(app, sources);
            await app.WaitForShutdownAsync(ct);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Where to listen.</summary>
    public static Option<string?> Urls() =>
        Given.Option("--urls", "Addresses to listen on, with ';' between them; the setting Urls, or ASPNETCORE_URLS, when left out.", Rules.Text);
}
