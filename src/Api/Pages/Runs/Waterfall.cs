namespace CdViz.Api.Pages.Runs;

/// <summary>A bar of a waterfall: something that went on for a time.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Kind">What it is: pipelinerun, taskrun, testsuiterun …</param>
/// <param name="Outcome">How it ended; null while it goes on, or where nobody said.</param>
/// <param name="Queued">When it began to wait, where that is known.</param>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended.</param>
/// <param name="Position">An event that tells of it.</param>
public sealed record Lane(string Name, string Kind, string? Outcome, DateTime? Queued, DateTime Start, DateTime? End, long Position)
{
    /// <summary>When the first that is known of it was.</summary>
    public DateTime From => Queued ?? Start;
}

/// <summary>What went on beside what: a pipeline run with its tasks, builds and tests.</summary>
internal static class Waterfall
{
    /// <summary>More than so many bars nobody reads.</summary>
    public const int Most = 200;

    private static readonly string[] Kinds = ["pipelinerun", "build", "taskrun", "testsuiterun", "testcaserun"];

    /// <summary>The attempts of one subject, from its events: a new one begins where a step of the beginning comes after an end.</summary>
    public static IReadOnlyList<Lane> Attempts(IEnumerable<(StoredEvent Event, EventWords Words)> stream)
    {
        List<Lane> lanes = [];
        Lane? open = null;
        foreach (var (e, words) in stream.OrderBy(one => one.Event.OccurredAt).ThenBy(one => Rank(one.Words.Predicate)))
        {
            var begins = words.Predicate is "queued" or "started";
            if (open is null || (begins && open.End is not null))
            {
                if (open is not null)
                {
                    lanes.Add(open);
                }

                open = new(words.Name ?? Say.Short(words.SubjectId), words.Subject, null, null, e.OccurredAt, null, e.Position);
            }

            open = words.Predicate switch
            {
                "queued" => open with { Queued = e.OccurredAt },
                "started" => open with { Start = e.OccurredAt },
                "finished" or "skipped" => open with { End = e.OccurredAt, Outcome = words.Outcome ?? (words.Predicate is "skipped" ? "skipped" : null), Position = e.Position },
                _ => open,
            };
        }

        return open is null ? lanes : [.. lanes, open];
    }

    /// <summary>What else a chain tells of that went on meanwhile.</summary>
    public static IEnumerable<Lane> Others(IEnumerable<StoredEvent> chain, string besides, DateTime from, DateTime until) => chain
        .Select(e => (Event: e, Words: EventWords.Of(e)))
        .Where(one => one.Event.Stream != besides && Kinds.Contains(one.Words.Subject))
        .GroupBy(one => one.Event.Stream)
        .SelectMany(Attempts)
        .Where(lane => lane.From <= until && (lane.End ?? until) >= from);

    /// <summary>In the order in which they began, what they belong to before them.</summary>
    public static IReadOnlyList<Lane> InOrder(IEnumerable<Lane> lanes) =>
        [.. lanes.OrderBy(lane => lane.Start).ThenBy(lane => Array.IndexOf(Kinds, lane.Kind)).ThenBy(lane => lane.Name, StringComparer.Ordinal).Take(Most)];

    private static int Rank(string predicate) => predicate switch { "queued" => 0, "started" => 1, _ => 2 };
}
