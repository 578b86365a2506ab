using System.CommandLine;
using System.Text.Json;
using CdViz.Api.Commands.Collecting;

namespace CdViz.Api.Commands;

/// <summary><c>import-config</c>: settings of ours from a configuration of cdviz-collector.</summary>
internal static class ImportConfigCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var file = Given.Argument("FILE", "cdviz-collector.toml; YAML and JSON as well.", Rules.Text);
        var output = Given.Option("--output", "The file to write, which must not be there; standard output when left out.", Rules.Text);
        var command = new Command(
            "import-config", "Writes settings of ours, JSON for --config, from a configuration of cdviz-collector, and names what it could not take: VRL programs, unknown sources and sinks; exit code 1 then.")
        {
            file, output,
        };
        command.SetAction(async (parsed, ct) =>
        {
            var collector = new CollectorConfig(SettingsFile.Read(parsed.GetRequiredValue(file)));
            var settings = collector.Settings().ToJsonString(new JsonSerializerOptions(ItemJson.Indented));
            if (parsed.GetValue(output) is { } path)
            {
                await WriteAsync(path, settings, ct);
            }
            else
            {
                await Console.Out.WriteLineAsync(settings);
            }

            foreach (var note in collector.Notes)
            {
                await Console.Error.WriteLineAsync($"note: {note}");
            }

            foreach (var missing in collector.NotTaken)
            {
                await Console.Error.WriteLineAsync($"not taken: {missing}");
            }

            await Console.Error.WriteLineAsync($"Next: ./cdviz config --config {parsed.GetValue(output) ?? "FILE.json"} looks at what came of it");
            return collector.NotTaken.Count is 0 ? ExitCode.Done : ExitCode.No;
        });
        return command;
    }

    private static async Task WriteAsync(string path, string settings, CancellationToken ct)
    {
        try
        {
            // It may have secrets.
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            await using var stream = new FileStream(path, options);
            await using var writer = new StreamWriter(stream);
            await writer.WriteLineAsync(settings.AsMemory(), ct);
        }
        catch (IOException fault)
        {
            throw CommandFailed.WrongUse($"{path} cannot be written: {fault.Message}");
        }
    }
}
