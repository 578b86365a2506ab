using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CdViz.Api.Commands;

/// <summary><c>import github</c>, <c>gitlab</c>, <c>jenkins</c>: takes in what a tool remembers.</summary>
internal static class HistoryCommand
{
    private const string Common = "May be stopped and run again: it goes on where it was, and takes nothing twice, also of what webhooks told. Without --since it reads what is "
        + "newer than the last import, or all. Exit code 1 when something could not be understood.";

    /// <summary>The commands.</summary>
    public static IEnumerable<Command> Create()
    {
        yield return Of(
            "github", "Takes the pull requests, workflow runs, releases and deployments of a repository of GitHub into the log.", "GITHUB_TOKEN", GitHubHistory.Usual,
            Given.Argument("repository", "The repository: OWNER/REPO.", Path(2)), (rest, api, repository) => new GitHubHistory(rest, api, repository));
        yield return Of(
            "gitlab", "Takes the merge requests, pipelines, releases and deployments of a project of GitLab into the log.", "GITLAB_TOKEN", GitLabHistory.Usual,
            Given.Argument("project", "The project: GROUP/PROJECT, with all its groups.", Path(20)), (rest, api, project) => new GitLabHistory(rest, api, project));
        yield return Of(
            "jenkins", "Takes the builds of all jobs of a Jenkins into the log.", "JENKINS_TOKEN", null,
            Given.Argument("url", "Where it is, or the folder of it that is meant.", Rules.Address), (rest, _, url) => new JenkinsHistory(rest, url));
    }

    private static Command Of<T>(string tool, string description, string variable, Uri? usual, Argument<T> what, Func<Rest, Uri, T, IHistory> history) where T : notnull
    {
        var since = Given.Maybe("--since", "Leave out what is older than this day.", Rules.Day);
        var url = Given.Option("--url", $"Where its API is; {usual} when left out.", Rules.Address);
        var tokenFile = Given.Option("--token-file", $"A file with the token{(usual is null ? ", as USER:TOKEN" : "")}; {variable} when left out.", Rules.Text);
        var environment = Given.Option("--environment", "Where it deploys, for tools that do not know.", Rules.Text);
        var command = new Command(tool, $"{description} {Common}") { what, since, tokenFile, environment };
        if (usual is not null)
        {
            command.Add(url);
        }

        command.SetAction(async (parsed, ct) =>
        {
            var token = parsed.GetValue(tokenFile) is { } file ? Read(file) : Environment.GetEnvironmentVariable(variable) ?? "";
            var asked = parsed.GetRequiredValue(what);
            var api = usual is null ? (Uri)(object)asked : parsed.GetValue(url) ?? usual;
            var (user, password) = usual is null && token.Split(':', 2) is [var name, var secret] ? (name, secret) : ("", token);
            using var rest = new Rest(api, new Dictionary<string, string>(), user, password) { Waits = TellAsync };
            var day = parsed.GetValue(since) is { } from ? new DateTimeOffset(from, default, TimeSpan.Zero) : (DateTimeOffset?)null;
            return await RunAsync(history(rest, api, asked), day, parsed.GetValue(environment), ct);
        });
        return command;
    }

    private static async Task<int> RunAsync(IHistory history, DateTimeOffset? day, string? environment, CancellationToken ct)
    {
        await using var database = await CommandDatabase.OpenAsync(ct);
        var settings = SettingsReader.Read(SettingsReader.Sources());
        await using var appender = CommandDatabase.Appender(database, settings);
        using var translators = new TranslatorSet(settings.Translators, [], NullLogger<TranslatorSet>.Instance);
        var mode = settings.Admission.Mode(null);
        var import = new HistoryImport(
            CommandDatabase.Recorder(database, appender, settings, _ => mode), new InboxTranslation([], translators), new EarlierEvents(database), new CheckpointStore(database), TimeProvider.System);
        try
        {
            var since = day ?? await import.SinceAsync(history, ct);
            Console.WriteLine(since == DateTimeOffset.UnixEpoch ? $"Importing all of {history.Name}" : string.Create(CultureInfo.InvariantCulture, $"Importing {history.Name} since {since:yyyy-MM-dd HH:mm} UTC"));
            var totals = await import.RunAsync(
                history, since, environment is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["environment"] = environment },
                (part, done) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {part}: {done.Read} read, {done.Appended} appended")), ct);
            return Tell(totals);
        }
        catch (PullException fault)
        {
            throw CommandFailed.Unavailable($"{history.Name}: {fault.Message} What was imported until then is done; the same command goes on.");
        }
        catch (ImportUnavailableException unavailable)
        {
            throw CommandFailed.Unavailable($"{unavailable.Message} What was imported until then is done; the same command goes on.");
        }
        catch (NpgsqlException fault)
        {
            throw CommandFailed.Unavailable($"The database does not answer, or refuses: {fault.Message} The same command goes on.", fault);
        }
    }

    private static int Tell(HistoryTotals totals)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{totals.Read} things read: {totals.Appended} events appended, {totals.Duplicates} in the log before, {totals.Quarantined} in the quarantine, {totals.Failed} not understood"));
        Console.WriteLine(
            totals.Problem is { } problem ? $"The first that was not understood: {problem}"
            : totals.Quarantined > 0 ? "Next: ./cdviz quarantine shows why"
            : "Next: ./cdviz deployments and ./cdviz runs show them; run the same again for what has happened there since");
        return totals.Quarantined > 0 || totals.Failed > 0 ? ExitCode.No : ExitCode.Done;
    }

    private static Task TellAsync(TimeSpan wait)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  asked to wait for {wait.TotalSeconds:0} s"));
        return Task.CompletedTask;
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw CommandFailed.WrongUse($"--token-file is '{file}', which cannot be read: {fault.Message}");
        }
    }

    /// <summary>A path of as many names.</summary>
    private static Rule<string> Path(int most) => new(
        most is 2 ? "OWNER/REPO" : "GROUP/PROJECT",
        (string text, out string value) =>
        {
            value = text;
            var parts = text.Split('/');
            return parts.Length >= 2 && parts.Length <= most && parts.All(part => part.Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'));
        },
        []);
}
