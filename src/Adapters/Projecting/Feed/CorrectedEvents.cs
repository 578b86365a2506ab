namespace CdViz.Adapters.Projecting.Feed;

/// <summary>Events as corrections leave them. A correction lies in the stream of the event it corrects, behind it.</summary>
internal static class CorrectedEvents
{
    /// <summary>The events that count, as they are known after all corrections among them; without those. The list itself where there is none.</summary>
    /// <param name="events">All events of some streams.</param>
    /// <param name="generation">What it skips does not count.</param>
    /// <param name="former">Events are added here as they were known before, once for each correction.</param>
    public static List<RecordedEvent> Standing(List<RecordedEvent> events, Generation generation, List<RecordedEvent> former)
    {
        if (!events.Exists(e => e.IsCorrection))
        {
            return events;
        }

        var standing = events.Where(e => !e.IsCorrection).ToDictionary(e => e.Id);
        foreach (var e in events.Where(e => e.IsCorrection && !generation.Skipped.Contains(e.Position)).OrderBy(e => e.Position))
        {
            if (EventCorrection.Of(e) is { } correction && standing.Remove(correction.Target, out var was))
            {
                former.Add(was);
                if (correction.After(was) is { } now)
                {
                    standing.Add(now.Id, now);
                }
            }
        }

        return [.. standing.Values];
    }
}
