using System.Globalization;
using Spectre.Console;

namespace CdViz.Api.Commands.Quarantining;

/// <summary>Drives entries of the quarantine again from the command line, beside a running server or without one.</summary>
internal static class QuarantineDrive
{
    private const string Actor = "command";

    /// <summary>Drives one.</summary>
    /// <exception cref="CommandFailed">There is no such entry, or the database does not take it.</exception>
    public static Task<int> OneAsync(long number, bool lenient, CancellationToken ct) => WithRedriveAsync(
        async redrive =>
        {
            var done = await redrive.OneAsync(number, Actor, lenient, ct) ?? throw QuarantineSheet.NotThere(number);
            Tell(done, Console.Out);
            return done.IsInLog ? ExitCode.Done : ExitCode.No;
        },
        ct);

    /// <summary>Drives all that the filter lets through.</summary>
    /// <exception cref="CommandFailed">The database does not take them.</exception>
    public static Task<int> AllAsync(QuarantineFilter filter, bool lenient, CancellationToken ct) => WithRedriveAsync(
        async redrive =>
        {
            var outcomes = new SortedDictionary<string, long>(StringComparer.Ordinal);
            var refused = new StringWriter();
            await Terminal.Create().Progress()
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .StartAsync(async context =>
                {
                    var bar = context.AddTask("redriving");
                    await redrive.AllAsync(
                        filter,
                        Actor,
                        lenient,
                        count => bar.MaxValue = Math.Max(count, 1),
                        page =>
                        {
                            foreach (var done in page)
                            {
                                outcomes[done.Recorded.Word] = outcomes.GetValueOrDefault(done.Recorded.Word) + 1;
                            }

                            foreach (var done in page.Where(one => !one.IsInLog))
                            {
                                Tell(done, refused);
                            }

                            bar.Increment(page.Count);
                        },
                        ct);
                    bar.Value = bar.MaxValue;
                });
            Console.Write(refused);
            Console.WriteLine(outcomes.Count == 0 ? "There is nothing to drive again."
                : string.Join(", ", outcomes.Select(outcome => string.Create(CultureInfo.InvariantCulture, $"{outcome.Value} {outcome.Key}"))));
            return outcomes.Keys.All(outcome => outcome is "appended" or "duplicate") ? ExitCode.Done : ExitCode.No;
        },
        ct);

    private static void Tell(Redriven done, TextWriter to) =>
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done.Number}: {done.Recorded.Word}: {done.Message}"));

    private static async Task<int> WithRedriveAsync(Func<QuarantineRedrive, Task<int>> work, CancellationToken ct)
    {
        await using var database = await CommandDatabase.OpenAsync(ct);
        var settings = SettingsReader.Read(SettingsReader.Sources());
        await using var appender = CommandDatabase.Appender(database, settings);
        var redrive = new QuarantineRedrive(database, CommandDatabase.Recorder(database, appender, settings, new AdmissionModes(settings).Of))
        {
            Patience = TimeSpan.FromSeconds(30),
        };
        try
        {
            return await work(redrive);
        }
        catch (RedriveUnavailableException unavailable)
        {
            throw CommandFailed.Unavailable($"{unavailable.Message} What was driven again until then is done; './cdviz quarantine redrive' goes on.");
        }
    }
}
