using Npgsql;

namespace CdViz.Adapters.Importing;

/// <summary>
/// Takes the events of another database's lake into the log, in the order in which they came in there. Goes on where an earlier run stopped; to read
/// an event again does no harm, for it is found in the log.
/// </summary>
/// <param name="dataSource">Our database.</param>
/// <param name="recorder">Records them.</param>
public sealed class LakeImport(NpgsqlDataSource dataSource, Recorder recorder)
{
    private static readonly Delivery How = new("import", null, "application/json");

    private readonly ImportProgress progress = new(dataSource);

    /// <summary>Events taken together.</summary>
    public int PageEvents { get; init; } = 1000;

    /// <summary>Bytes taken together; a single event may be larger.</summary>
    public long PageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long a page may wait for a busy or absent database.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Imports all there is.</summary>
    /// <param name="connectionString">The other database.</param>
    /// <param name="begun">Told how many events there are to be read.</param>
    /// <param name="done">Told after each page what this run has done.</param>
    /// <param name="ct">Ends it between two pages.</param>
    /// <returns>What this run has done.</returns>
    /// <exception cref="ImportRefusedException">It has no event lake, or it is our own database.</exception>
    /// <exception cref="ImportUnavailableException">The log does not take events now.</exception>
    /// <exception cref="NpgsqlException">A database is away.</exception>
    public async Task<ImportTotals> RunAsync(string connectionString, Action<long> begun, Action<ImportTotals> done, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(begun);
        ArgumentNullException.ThrowIfNull(done);
        var ours = await LakeSource.IdentityOfAsync(dataSource, ct).ConfigureAwait(false);
        await using var source = await LakeSource.OpenAsync(connectionString, ours, ct).ConfigureAwait(false);
        var mark = await progress.BeginAsync(source, ct).ConfigureAwait(false);
        begun(await source.CountAsync(mark, ct).ConfigureAwait(false));
        var (totals, page, bytes, last) = (default(ImportTotals), new List<Arrival>(), 0L, (LakeRow?)null);
        await foreach (var (json, row) in source.ReadAsync(mark, ct).ConfigureAwait(false))
        {
            page.Add(recorder.Look(How, json));
            (bytes, last) = (bytes + json.Length, row);
            if (page.Count >= PageEvents || bytes >= PageBytes)
            {
                totals = await TakeAsync(source, page, last, totals, ct).ConfigureAwait(false);
                done(totals);
                (page, bytes) = ([], 0);
            }
        }

        if (page.Count > 0)
        {
            totals = await TakeAsync(source, page, last!, totals, ct).ConfigureAwait(false);
            done(totals);
        }

        await progress.FinishAsync(source, ct).ConfigureAwait(false);
        return totals;
    }

    private async Task<ImportTotals> TakeAsync(LakeSource source, List<Arrival> page, LakeRow last, ImportTotals totals, CancellationToken ct)
    {
        var recorded = await recorder.ManyAsync(page, Patience, ct).ConfigureAwait(false);
        if (recorded.Any(one => one is Recorded.NotTaken))
        {
            throw new ImportUnavailableException("The log does not take events now: it is overloaded, or the database does not answer.");
        }

        // It is done; that is to be known, whoever has gone meanwhile.
        await progress.SaveAsync(source, last, default(ImportTotals).And(recorded), CancellationToken.None).ConfigureAwait(false);
        return totals.And(recorded);
    }
}
