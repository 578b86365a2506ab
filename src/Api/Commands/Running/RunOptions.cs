using System.CommandLine;

namespace CdViz.Api.Commands.Running;

/// <summary>The options of <c>send --run</c>, and what is meant where they are left out.</summary>
internal sealed class RunOptions
{
    private readonly Option<string?> id = Given.Option("--id", "With --run: subject.id; the job of the CI server when left out.", Rules.Text);
    private readonly Option<string?> name = Given.Option("--name", "With --run: its name; the job's name, or the command, when left out.", Rules.Text);
    private readonly Option<string?> source = Given.Option("--source", "With --run: context.source; CDVIZ_SOURCE or the CI server's pipelines when left out.", Rules.Text);
    private readonly Option<string?> uri = Given.Option("--uri", "With --run: where it can be looked at; the job's page when left out.", Rules.Text);
    private readonly Option<string?> pipeline = Given.Option("--pipelinerun", "With --run: the pipeline run it is part of; CDVIZ_PIPELINERUN or the CI server's when left out.", Rules.Text);
    private readonly Option<string?> environment = Given.Option("--environment", "With --run: where tests run; the CI server's environment, or /test, when left out.", Rules.Text);
    private readonly Option<string?> artifact = Given.Option("--artifact", "With --run: what is built or tested, a package URL.", Rules.Text);
    private readonly Option<string?> chain = Given.Option("--chain", "With --run: context.chainId; CDVIZ_CHAIN_ID or the trace of TRACEPARENT when left out.", Rules.Text);
    private readonly Option<string[]> metadata = new("--metadata") { Description = "With --run: a detail that is told with it, name=value; may be given again." };
    private readonly Option<string[]> reports = new("--report") { Description = "With --run: where the command writes reports: 'target/**/TEST-*.xml'; may be given again." };
    private readonly Option<string?> format = Given.Option("--report-format", $"With --report: {string.Join(", ", ReportEndpoint.Formats)}; what each looks like when left out.", Rules.OneOf(ReportEndpoint.Formats));
    private readonly Option<string[]> outputs = new("--output") { Description = "With --run: the address of what it leaves to look at; may be given again." };
    private readonly Option<int> patience = Given.Option("--send-time", "With --run: seconds, 1 to 600, after which what could not be sent is kept.", Rules.Whole(1, 600), () => 30);
    private readonly Option<string?> file = Given.Option("--keep", "The file of events that could not be sent; one for each server in the state folder when left out.", Rules.Text);

    /// <summary>Runs a command.</summary>
    public Option<string?> Kind { get; } = Given.Option(
        "--run", $"Runs the command after '--' and tells how it went: {string.Join(", ", RunKind.All.Keys)}.", Rules.OneOf([.. RunKind.All.Keys]));

    /// <summary>Sends what was kept.</summary>
    public Option<bool> Kept { get; } = Given.Flag("--kept", "Sends the events that runs have kept because the server was away.");

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[Kind, id, name, source, uri, pipeline, environment, artifact, chain, metadata, reports, format, outputs, patience, Kept, file])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The file of events that could not be sent.</summary>
    public KeptEvents KeptOf(ParseResult parsed, Uri server) => new(parsed.GetValue(file) ?? Environment.GetEnvironmentVariable("CDVIZ_KEEP") switch { { Length: > 0 } set => set, _ => KeptEvents.Default(server) });

    /// <summary>How long to try.</summary>
    public TimeSpan PatienceOf(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(patience));

    /// <summary>Where its reports are, and their format; null for what each looks like.</summary>
    public (string[] Globs, string? Format) ReportsOf(ParseResult parsed)
    {
        var kind = parsed.GetValue(Kind)!;
        return (parsed.GetValue(reports) ?? [], parsed.GetValue(format) ?? (kind.Split('_') is [_, var named] ? named : null));
    }

    /// <summary>What is run.</summary>
    /// <exception cref="CommandFailed">An option is wrong.</exception>
    public Run Of(ParseResult parsed, IReadOnlyList<string> command)
    {
        var kind = RunKind.All[parsed.GetValue(Kind)!];
        var ci = CiRun.Of(Environment.GetEnvironmentVariable);
        var isPipeline = kind.Name is "pipelinerun";
        var (job, jobName) = isPipeline ? (ci?.Pipeline, ci?.PipelineName) : (ci?.Job, ci?.JobName);
        var named = parsed.GetValue(name);
        var part = isPipeline ? null : parsed.GetValue(pipeline) ?? Variable("CDVIZ_PIPELINERUN") ?? ci?.Pipeline;
        var where = parsed.GetValue(environment) ?? ci?.Environment ?? "/test";
        return new(
            kind,
            // Steps of one job that have names are runs of their own.
            parsed.GetValue(id) ?? (job is null ? Guid.CreateVersion7().ToString() : named is null || isPipeline ? job : $"{job}/{Uri.EscapeDataString(named)}"),
            named ?? jobName ?? Path.GetFileName(command[0]),
            parsed.GetValue(source) ?? Variable("CDVIZ_SOURCE") ?? ci?.Source ?? $"urn:cdviz:local:{Uri.EscapeDataString(Environment.MachineName)}")
        {
            // CDEvents asks for a page of a pipeline run.
            Uri = parsed.GetValue(uri) ?? ci?.Uri ?? (isPipeline ? $"file://{Environment.MachineName}{Environment.CurrentDirectory.Replace('\\', '/')}" : null),
            PipelineRun = part is null ? null : new(part),
            Environment = new(where.StartsWith('/') || where.Contains("://", StringComparison.Ordinal) ? where : $"/{where}"),
            Artifact = parsed.GetValue(artifact),
            ChainId = parsed.GetValue(chain) ?? Variable("CDVIZ_CHAIN_ID") ?? TraceParent.ChainOf(Variable("TRACEPARENT")),
            Metadata =
            [
                .. (ci?.Commit is { } commit ? (IEnumerable<(string, string)>)[("commit", commit)] : []),
                .. (ci is null ? [] : (IEnumerable<(string, string)>)[("ci", ci.Name)]),
                .. (parsed.GetValue(metadata) ?? []).Select(pair => pair.Split('=', 2) is [{ Length: > 0 } key, var value] ? (key, value) : throw CommandFailed.WrongUse($"--metadata is '{pair}'; allowed: name=value.")),
            ],
            Outputs = [.. (parsed.GetValue(outputs) ?? []).Select(one => Uri.TryCreate(one, UriKind.Absolute, out _) ? one : throw CommandFailed.WrongUse($"--output is '{one}'; allowed: an address."))],
        };
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
