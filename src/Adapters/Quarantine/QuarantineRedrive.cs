using Npgsql;

namespace CdViz.Adapters.Quarantine;

/// <summary>
/// Drives entries of the quarantine again: the bytes as they came go through admission as it is today, and what is admitted gets its place in the
/// log now. Every attempt is recorded. To be killed between the two does no harm: the next attempt finds the event in the log.
/// </summary>
/// <param name="dataSource">The database.</param>
/// <param name="recorder">Records them.</param>
public sealed class QuarantineRedrive(NpgsqlDataSource dataSource, Recorder recorder)
{
    private const int PageEntries = 500;
    private const long PageBytes = 4 * 1024 * 1024;

    private readonly QuarantineReader reader = new(dataSource);
    private readonly QuarantineAttempts attempts = new(dataSource);

    /// <summary>How long the events of one page may wait for a busy or absent database.</summary>
    public TimeSpan Patience { get; init; }

    /// <summary>Drives one entry again, open or not.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="actor">Who: the name of a token, <c>command</c>, or null.</param>
    /// <param name="lenient">True to let violations of the content pass as warnings, whoever sent it.</param>
    /// <param name="ct">Ends it before the append.</param>
    /// <returns>What came of it; null when there is no such entry.</returns>
    /// <exception cref="RedriveUnavailableException">The log does not take it now; nothing was recorded.</exception>
    public async Task<Redriven?> OneAsync(long number, string? actor, bool lenient, CancellationToken ct) =>
        await reader.AtAsync(number, ct).ConfigureAwait(false) is { } entry ? (await DriveAsync([entry], actor, lenient, ct).ConfigureAwait(false))[0] : null;

    /// <summary>Drives all entries again that are there when it begins and that the filter lets through, in the order in which they came in.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="actor">Who: the name of a token, <c>command</c>, or null.</param>
    /// <param name="lenient">True to let violations of the content pass as warnings, whoever sent them.</param>
    /// <param name="begun">Told how many there are, before the first.</param>
    /// <param name="done">Told of each page of them as it is done.</param>
    /// <param name="ct">Ends it between two pages.</param>
    /// <exception cref="RedriveUnavailableException">The log does not take them now; those of the earlier pages are done.</exception>
    public async Task AllAsync(
        QuarantineFilter filter, string? actor, bool lenient, Action<long> begun, Action<IReadOnlyList<Redriven>> done, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(begun);
        ArgumentNullException.ThrowIfNull(done);
        var (count, last) = await reader.CountAsync(filter, ct).ConfigureAwait(false);
        begun(count);
        for (var after = 0L; await reader.WholeAsync(filter, after, last, PageEntries, PageBytes, ct).ConfigureAwait(false) is { Count: > 0 } page;)
        {
            done(await DriveAsync(page, actor, lenient, ct).ConfigureAwait(false));
            after = page[^1].Number;
        }
    }

    private async Task<IReadOnlyList<Redriven>> DriveAsync(IReadOnlyList<QuarantineEntry> entries, string? actor, bool lenient, CancellationToken ct)
    {
        var arrivals = entries.Select(entry => Look(entry.Event, lenient)).ToList();
        var recorded = await recorder.ManyAsync(arrivals, Patience, ct, keep: false).ConfigureAwait(false);
        if (recorded.OfType<Recorded.NotTaken>().FirstOrDefault() is { } notTaken)
        {
            throw new RedriveUnavailableException(notTaken.Why);
        }

        var redriven = entries.Zip(recorded, (entry, one) => new Redriven(entry.Number, one)).ToList();
        // What is in the log is to be recorded as such, whoever has gone meanwhile.
        await attempts.RecordAsync(redriven, actor, lenient, CancellationToken.None).ConfigureAwait(false);
        return redriven;
    }

    private Arrival Look(QuarantinedEvent e, bool lenient) => e.Form is BodyForm.Bare && PostedLink.IsMeant(e.Body)
        ? recorder.LookAtLink(e.Delivery, e.Body)
        : recorder.Look(e.Delivery, e.Body, lenient ? AdmissionMode.Lenient : AdmissionMode.Standard);
}

/// <summary>The log does not take events now.</summary>
public sealed class RedriveUnavailableException(string message) : Exception(message);
