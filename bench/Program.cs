using System.CommandLine;
using CdViz.Api.Commands.Parsing;
using Npgsql;
using Spectre.Console;

if (args is [LoadProcess.Command])
{
    return await LoadProcess.ServeAsync();
}

if (args is [RebuildProcess.Command, var connectionString])
{
    return await RebuildProcess.ServeAsync(connectionString);
}

IReadOnlyList<IBenchmark> all = [new Ingest(), new Rebuild(), new CatchUp(), new Latency(), new Webhooks(), new Subscriptions(), new Late(), new Noon(), new Scale(), new ReadSide(), new Delivery(), new Panels(), new Pages(), new Admit(), new FaultRounds(), new Fuzz()];
var names = new Argument<string[]>("NAME")
{
    Arity = ArgumentArity.ZeroOrMore,
    Description = $"{string.Join(", ", all.Select(benchmark => benchmark.Name))}; all but {FaultRounds.Command} and {Fuzz.Command} when left out.",
};
names.Validators.Add(given =>
{
    if (given.Tokens.FirstOrDefault(token => !all.Any(benchmark => benchmark.Name == token.Value)) is { } unknown)
    {
        given.AddError($"There is no benchmark '{unknown.Value}'; allowed: {string.Join(", ", all.Select(benchmark => benchmark.Name))}.");
    }
});
var rounds = Given.Option("--rounds", "How often each measurement is taken.", Rules.Whole(1, 1000), () => 5);
var seconds = Given.Option("--seconds", "How long a measurement of a time takes, in whole seconds.", Rules.Whole(1, 3600), () => 4);
var events = Given.Maybe("--events", "How many events a measurement of a size takes.", Rules.Whole(1, 100_000_000));
var keep = new Option<bool>("--keep") { Description = "Leaves the databases, to be looked at." };
var root = new RootCommand("Measures CdViz.EventStore. Only ratios of one run mean something; see bench/README.md.") { names, rounds, seconds, events, keep };
root.SetAction(async (parsed, ct) =>
{
    var wanted = parsed.GetValue(names) ?? [];
    var options = new BenchOptions(parsed.GetValue(rounds), parsed.GetValue(seconds), parsed.GetValue(events));
    BenchDatabase.Keeps = parsed.GetValue(keep);
    var exitCode = 0;
    foreach (var benchmark in all.Where(benchmark => wanted.Length == 0 ? benchmark is not (FaultRounds or Fuzz) : wanted.Contains(benchmark.Name)))
    {
        Report? report = null;
        await AnsiConsole.Status().StartAsync($"{benchmark.Name} …", async status =>
            report = await benchmark.RunAsync(options, text => status.Status($"{benchmark.Name}: {Markup.Escape(text)}"), ct));
        report!.Print(AnsiConsole.Console);
        AnsiConsole.MarkupLineInterpolated($"written to {await report.WriteAsync(Folder(), ct)}");
        exitCode = report.Wrong.Count > 0 ? 1 : exitCode;
    }

    return exitCode;
});

if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 160;
}

var asked = root.Parse(args);
if (asked.Errors is [.., var error])
{
    await Console.Error.WriteLineAsync($"{error.Message} '--help' shows what is understood.");
    return 2;
}

try
{
    return await asked.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception fault) when (fault is InvalidOperationException or NpgsqlException)
{
    await Console.Error.WriteLineAsync(fault.Message);
    return 3;
}

// The project's folder, wherever the program was started from.
static string Folder()
{
    var folder = new DirectoryInfo(AppContext.BaseDirectory);
    while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CdViz.Bench.csproj")))
    {
        folder = folder.Parent;
    }

    return folder?.FullName ?? Environment.CurrentDirectory;
}
