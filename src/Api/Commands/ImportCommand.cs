using System.CommandLine;
using System.Globalization;
using Npgsql;
using Spectre.Console;

namespace CdViz.Api.Commands;

/// <summary><c>import</c>: takes over the events of a cdviz database, or with the name of a tool what that remembers.</summary>
internal static class ImportCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var from = new Option<string>("--from")
        {
            Required = true,
            Description = "The other database, as Npgsql reads it: Host=...;Username=...;Password=...;Database=... Nothing is written there.",
        };
        from.Validators.Add(result =>
        {
            if (!IsConnectionString(result.GetValueOrDefault<string>()))
            {
                result.AddError("--from is no connection string as Npgsql reads it: Host=...;Username=...;Password=...;Database=...");
            }
        });
        var lenient = Given.Flag("--lenient", "Let violations of the content pass as warnings.");
        var command = new Command(
            "import",
            "Takes the events of a cdviz database (cdviz.cdevents_lake) into the log. May be stopped and run again: it goes on where it was, and takes nothing twice. "
            + "Exit code 1 when some are in the quarantine.")
        {
            from, lenient,
        };
        foreach (var tool in HistoryCommand.Create())
        {
            command.Add(tool);
        }

        command.SetAction((parsed, ct) => RunAsync(parsed.GetRequiredValue(from), parsed.GetValue(lenient), ct));
        return command;
    }

    private static async Task<int> RunAsync(string from, bool lenient, CancellationToken ct)
    {
        await using var database = await CommandDatabase.OpenAsync(ct);
        var settings = SettingsReader.Read(SettingsReader.Sources());
        await using var appender = CommandDatabase.Appender(database, settings);
        var mode = settings.Admission.Mode(lenient ? ContentRule.Lenient : null);
        var import = new LakeImport(database, CommandDatabase.Recorder(database, appender, settings, _ => mode));
        try
        {
            return Tell(await ShowAsync(import, from, ct));
        }
        catch (ImportRefusedException refused)
        {
            throw CommandFailed.WrongUse($"--from: {refused.Message}");
        }
        catch (ImportUnavailableException unavailable)
        {
            throw CommandFailed.Unavailable($"{unavailable.Message} What was imported until then is done; the same command goes on.");
        }
        catch (NpgsqlException fault)
        {
            throw CommandFailed.Unavailable($"A database does not answer, or refuses: {fault.Message} --from says where the other is; the same command goes on.", fault);
        }
    }

    private static Task<ImportTotals> ShowAsync(LakeImport import, string from, CancellationToken ct) => Terminal.Create().Progress()
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .StartAsync(async context =>
        {
            var bar = context.AddTask("looking", maxValue: 1);
            var totals = await import.RunAsync(
                from,
                count =>
                {
                    bar.Description = "importing";
                    bar.MaxValue = Math.Max(count, 1);
                },
                done => bar.Value = done.Read,
                ct);
            bar.Value = bar.MaxValue;
            return totals;
        });

    private static int Tell(ImportTotals totals)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{totals.Read} events read: {totals.Appended} appended, {totals.Duplicates} in the log before, {totals.Quarantined} in the quarantine"));
        Console.WriteLine(totals.Quarantined > 0
            ? "Next: ./cdviz quarantine shows why; './cdviz quarantine redrive --all --lenient' takes those whose content alone is odd"
            : "Next: ./cdviz projections shows the tables that keep up with them; run the same again for what has come in there since");
        return totals.Quarantined > 0 ? ExitCode.No : ExitCode.Done;
    }

    private static bool IsConnectionString(string? text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 };
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
