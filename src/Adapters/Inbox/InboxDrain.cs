namespace CdViz.Adapters.Inbox;

/// <summary>Takes what waits in the inbox into the log, in order, a page at a time.</summary>
/// <param name="store">The inbox.</param>
/// <param name="recorder">Records them.</param>
public sealed class InboxDrain(InboxStore store, Recorder recorder)
{
    /// <summary>Entries taken together.</summary>
    public int PageEntries { get; init; } = 1000;

    /// <summary>Bytes taken together.</summary>
    public long PageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Takes the next page. To be killed in the middle does no harm: what is in the log already is found there the next time.</summary>
    /// <returns>What of it was taken and what has to wait, because the log does not take it now.</returns>
    /// <exception cref="Npgsql.NpgsqlException">The database is away.</exception>
    public async Task<(int Taken, int Left)> PageAsync(CancellationToken ct)
    {
        var entries = await store.WaitingAsync(PageEntries, PageBytes, ct).ConfigureAwait(false);
        if (entries.Count == 0)
        {
            return (0, 0);
        }

        var recorded = await recorder
            .ManyAsync([.. entries.Select(entry => recorder.Look(entry.Delivery, entry.Body))], TimeSpan.Zero, ct).ConfigureAwait(false);
        var processed = entries.Zip(recorded).Where(one => one.Second is not Recorded.NotTaken)
            .Select(one => (one.First.Number, (IReadOnlyList<Recorded>)[one.Second])).ToList();
        if (processed.Count > 0)
        {
            // It is done; that is to be known, whoever stops meanwhile.
            await store.RecordAsync(processed, CancellationToken.None).ConfigureAwait(false);
        }

        return (processed.Count, entries.Count - processed.Count);
    }
}
