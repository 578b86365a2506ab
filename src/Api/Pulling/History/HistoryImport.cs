using System.Globalization;

namespace CdViz.Api.Pulling.History;

/// <summary>
/// Takes what a tool remembers into the log, through the translator of its webhooks: ids are digests of what is said, so what came by webhook before, or by an earlier import, is found
/// in the log. Which parts were read is remembered, and until when.
/// </summary>
internal sealed class HistoryImport(Recorder recorder, InboxTranslation translation, EarlierEvents earlier, CheckpointStore checkpoints, TimeProvider time)
{
    private const int PageInputs = 200;
    private const string Begun = "begun";
    private const string Complete = "complete";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What ended while the last import read is read again.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(6);

    /// <summary>From when on an import without a day reads: from where the last one began, or of all time where there was none.</summary>
    public async Task<DateTimeOffset> SinceAsync(IHistory history, CancellationToken ct) =>
        (await checkpoints.AllAsync(history.Name, ct)).TryGetValue(Complete, out var last) ? At(last) - Overlap : DateTimeOffset.UnixEpoch;

    /// <summary>Imports.</summary>
    /// <param name="history">The tool.</param>
    /// <param name="since">What is older may be left out.</param>
    /// <param name="metadata">What is said of all of it: environment, service.</param>
    /// <param name="done">Told what is being read, and what became of it until now.</param>
    /// <param name="ct">Ends it; the same again goes on with the part at which it ended.</param>
    /// <exception cref="PullException">The tool does not tell.</exception>
    /// <exception cref="ImportUnavailableException">The log does not take events now.</exception>
    public async Task<HistoryTotals> RunAsync(
        IHistory history, DateTimeOffset since, IReadOnlyDictionary<string, string> metadata, Action<string, HistoryTotals> done, CancellationToken ct)
    {
        var states = await checkpoints.AllAsync(history.Name, ct);
        var run = $"{since:O}";
        // An import of the same time that did not come to its end is gone on with.
        var isContinued = states.GetValueOrDefault(Begun)?.Split(' ') is [var from, _] && from == run;
        var began = isContinued ? At(states[Begun].Split(' ')[1]) : time.GetUtcNow();
        await checkpoints.SaveAsync(history.Name, Begun, $"{run} {began:O}", ct);
        var totals = default(HistoryTotals);
        foreach (var part in history.Parts.Where(part => !isContinued || states.GetValueOrDefault(part) != run))
        {
            done(part, totals);
            var page = new List<Input>();
            await foreach (var input in history.ReadAsync(part, since, ct))
            {
                page.Add(input);
                if (page.Count == PageInputs)
                {
                    totals = totals.And(await TakeAsync(history, page, metadata, ct));
                    done(part, totals);
                    page.Clear();
                }
            }

            totals = totals.And(await TakeAsync(history, page, metadata, ct));
            done(part, totals);
            await checkpoints.SaveAsync(history.Name, part, run, ct);
        }

        await checkpoints.SaveAsync(history.Name, Complete, $"{began:O}", ct);
        await checkpoints.ForgetAsync(history.Name, [Begun, .. history.Parts], ct);
        return totals;
    }

    private async Task<HistoryTotals> TakeAsync(IHistory history, List<Input> page, IReadOnlyDictionary<string, string> metadata, CancellationToken ct)
    {
        var (statements, totals) = (new List<Statement>(), new HistoryTotals { Read = page.Count });
        foreach (var input in page)
        {
            var headers = input.Headers.ToDictionary(header => header.Name, header => header.Value);
            var made = await translation.TranslateAsync([history.Translator], new Incoming(input.Body, headers, time.GetUtcNow()) { Metadata = metadata }, ct);
            statements.AddRange(made.Statements);
            totals = made.HasFailed ? totals with { Failed = totals.Failed + 1, Problem = totals.Problem ?? (made.Remarks is [var first, ..] ? first : null) } : totals;
        }

        if (statements.Count is 0)
        {
            return totals;
        }

        var how = new Delivery("import", history.Translator, "application/json");
        var settled = await earlier.SettleAsync(statements, ct);
        var recorded = await recorder.ManyAsync([.. settled.OfType<ReadOnlyMemory<byte>>().Select(json => recorder.Look(how, json))], Patience, ct);
        return recorded.Any(one => one is Recorded.NotTaken)
            ? throw new ImportUnavailableException("The log does not take events now: it is overloaded, or the database does not answer.")
            : totals with
            {
                Appended = recorded.Count(one => one is Recorded.Appended),
                Duplicates = recorded.Count(one => one is Recorded.Duplicate),
                Quarantined = recorded.Count(one => one is not Recorded.InLog),
            };
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

/// <summary>What became of what a tool told.</summary>
internal readonly record struct HistoryTotals
{
    /// <summary>What was told.</summary>
    public long Read { get; init; }

    /// <summary>Events that came into the log.</summary>
    public long Appended { get; init; }

    /// <summary>Events that were there before.</summary>
    public long Duplicates { get; init; }

    /// <summary>Events that are in the quarantine.</summary>
    public long Quarantined { get; init; }

    /// <summary>What could not be translated.</summary>
    public long Failed { get; init; }

    /// <summary>Why the first of it could not.</summary>
    public string? Problem { get; init; }

    /// <summary>Both.</summary>
    public HistoryTotals And(HistoryTotals other) => new()
    {
        Read = Read + other.Read,
        Appended = Appended + other.Appended,
        Duplicates = Duplicates + other.Duplicates,
        Quarantined = Quarantined + other.Quarantined,
        Failed = Failed + other.Failed,
        Problem = Problem ?? other.Problem,
    };
}
