using System.Data;
using System.Diagnostics;
using Npgsql;

namespace CdViz.Adapters.Projecting.Folds;

/// <summary>Moves a generation along the log, page by page; rows and progress commit together.</summary>
internal static class CatchUp
{
    // A rest this long, in disorder, is applied as a whole, so many positions at once.
    private const int LongRest = 20_000;
    private const long Stretch = 1_000_000;

    /// <summary>
    /// Applies all up to a position, a page in each transaction; the next page is read while one is applied. A long rest in disorder is applied as a whole.
    /// </summary>
    /// <param name="database">Gives the connection that reads.</param>
    /// <param name="connection">Applies.</param>
    /// <param name="projection">The projection.</param>
    /// <param name="generation">The generation, at its present position.</param>
    /// <param name="upTo">The last position to apply.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="pageSize">Positions in a page; it has fewer when its events are large.</param>
    /// <param name="pages">What applies them; null for one that knows no rows yet.</param>
    /// <param name="longRest">A rest of so many positions is applied as a whole when it comes in disorder.</param>
    /// <returns>The generation at its new position.</returns>
    /// <exception cref="OvertakenException">Somebody else moves the same generation.</exception>
    /// <exception cref="ProjectionFailedException">The projection's own code failed; what came before its page is applied.</exception>
    public static async Task<Generation> ToAsync(
        NpgsqlDataSource database,
        NpgsqlConnection connection,
        Projection projection,
        Generation generation,
        long upTo,
        CancellationToken ct,
        int pageSize = FeedPage.Positions,
        IPageApplier? pages = null,
        int longRest = LongRest)
    {
        if (generation.Position >= upTo)
        {
            return generation;
        }

        pages ??= ProjectionKind.Pages(projection, generation, consecutive: true);
        await using var reading = await database.OpenConnectionAsync(ct);
        var whole = true;
        while (generation.Position < upTo)
        {
            generation = await PagesAsync(reading, connection, projection, generation, upTo, pageSize, pages, whole ? longRest : long.MaxValue, ct);
            if (generation.Position < upTo)
            {
                (generation, whole) = await StretchAsync(reading, connection, generation, Math.Min(generation.Position + Stretch, upTo), pages, ct);
            }
        }

        return generation;
    }

    /// <summary>Applies page after page, up to a position or until a long rest comes in disorder.</summary>
    private static async Task<Generation> PagesAsync(
        NpgsqlConnection reading, NpgsqlConnection connection, Projection projection, Generation generation, long upTo, int pageSize, IPageApplier pages,
        long longRest, CancellationToken ct)
    {
        var positions = pageSize;
        var next = EventFeed.PageAsync(reading, projection, generation.Position, Math.Min(generation.Position + positions, upTo), ct);
        while (true)
        {
            var page = await next;
            var reached = page.UpTo;
            positions = page.Next(generation.Position, positions, pageSize);
            if (reached < upTo)
            {
                next = EventFeed.PageAsync(reading, projection, reached, Math.Min(reached + positions, upTo), ct);
            }

            try
            {
                generation = await ApplyAsync(connection, generation, pages, page.Events, reached, ct);
            }
            catch when (reached < upTo)
            {
                // The page that is being read must not be left behind on a connection that goes back to the pool.
                await Task.WhenAny(next);
                throw;
            }

            if (reached >= upTo)
            {
                return generation;
            }

            if (pages.IsDisordered && upTo - reached >= longRest)
            {
                await next;
                return generation;
            }
        }
    }

    /// <summary>Applies a long stretch as a whole, in one transaction. Where that fails nothing of it is applied: its pages will show what is wrong.</summary>
    private static async Task<(Generation Generation, bool Done)> StretchAsync(
        NpgsqlConnection reading, NpgsqlConnection connection, Generation generation, long upTo, IPageApplier pages, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await GenerationStore.AdvanceAsync(connection, generation, upTo, [], ct);
        try
        {
            var rows = await pages.ApplyStretchAsync(reading, connection, generation.Position, upTo, ct);
            await transaction.CommitAsync(ct);
            ProjectionMeter.Applied(generation.Projection, (int)(upTo - generation.Position), rows, Stopwatch.GetElapsedTime(began));
            return (generation with { Position = upTo }, true);
        }
        catch (Exception e) when (e is ProjectionFailedException || (e is PostgresException && (DatabaseFault.IsShortage(e) || !DatabaseAway.Is(e))))
        {
            await (connection.FullState is ConnectionState.Open ? transaction.RollbackAsync(ct) : ReopenAsync(connection, ct));
            return (generation, false);
        }
    }

    /// <summary>
    /// Applies one page in a transaction of its own, together with the progress. Where the database has too little for it, it is applied in two halves, and those in
    /// two; and so is a page with a row that the database does not take, to learn whose that is.
    /// </summary>
    /// <returns>The generation at its new position.</returns>
    /// <exception cref="OvertakenException">Somebody else moves the same generation.</exception>
    /// <exception cref="ProjectionFailedException">The projection's own code failed; what lies before the event at fault may be applied.</exception>
    public static async Task<Generation> ApplyAsync(
        NpgsqlConnection connection, Generation generation, IPageApplier pages, IReadOnlyList<RecordedEvent> events, long reached, CancellationToken ct)
    {
        try
        {
            return await WholeAsync(connection, generation, pages, events, reached, ct);
        }
        catch (Exception e) when (reached - generation.Position > 1
            && (DatabaseFault.IsShortage(e) || (events.Count > 1 && e is ProjectionFailedException { InnerException: PostgresException })))
        {
            pages.Forget();
            await ReopenAsync(connection, ct);
        }

        var middle = events.Count > 1 ? events[(events.Count - 1) / 2].Position : generation.Position + ((reached - generation.Position) / 2);
        generation = await ApplyAsync(connection, generation, pages, [.. events.Where(e => e.Position <= middle)], middle, ct);
        return await ApplyAsync(connection, generation, pages, [.. events.Where(e => e.Position > middle)], reached, ct);
    }

    /// <summary>Npgsql gives up a connection whose server has too little of something.</summary>
    private static async Task ReopenAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        if (connection.FullState is not ConnectionState.Open)
        {
            await connection.CloseAsync();
            await connection.OpenAsync(ct);
            await Sql.ExecuteAsync(connection, ProjectionWorker.NoWaitForDiskSql, ct);
        }
    }

    private static async Task<Generation> WholeAsync(
        NpgsqlConnection connection, Generation generation, IPageApplier pages, IReadOnlyList<RecordedEvent> events, long reached, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        using var span = await PageSpan.StartAsync(connection, generation, reached, ct);
        var work = pages.HasWork(events) ? await pages.PrepareAsync(connection, events, generation.Position, reached, ct) : [];
        int rows;
        try
        {
            rows = await GenerationStore.AdvanceAsync(connection, generation, reached, work, ct);
        }
        catch (PostgresException e) when (!DatabaseAway.Is(e))
        {
            pages.Forget();
            rows = await ApplySlowlyAsync(connection, generation, pages, events, reached, ct);
        }

        if (work.Count > 0)
        {
            // A statement reads its events itself: what is known of them is that they are no more than the positions.
            var applied = events.Count > 0 ? events.Count : (int)(reached - generation.Position);
            ProjectionMeter.Applied(generation.Projection, applied, rows, Stopwatch.GetElapsedTime(began));
        }

        return generation with { Position = reached };
    }

    /// <summary>The database has refused a page: applies it once more, step by step, to learn which event is at fault.</summary>
    private static async Task<int> ApplySlowlyAsync(
        NpgsqlConnection connection, Generation generation, IPageApplier pages, IReadOnlyList<RecordedEvent> events, long reached, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await GenerationStore.AdvanceAsync(connection, generation, reached, [], ct);
        var rows = await pages.ApplyAsync(connection, events, generation.Position, reached, ct);
        await transaction.CommitAsync(ct);
        return rows;
    }

    /// <summary>Applies all up to a position in the caller's transaction.</summary>
    public static async Task<Generation> WithinAsync(
        NpgsqlConnection connection, Projection projection, Generation generation, long upTo, CancellationToken ct)
    {
        if (generation.Position >= upTo)
        {
            return generation;
        }

        await GenerationStore.AdvanceAsync(connection, generation, upTo, [], ct);
        var pages = ProjectionKind.Pages(projection, generation, consecutive: false);
        while (generation.Position < upTo)
        {
            var page = await EventFeed.PageAsync(connection, projection, generation.Position, upTo, ct);
            await pages.ApplyAsync(connection, page.Events, generation.Position, page.UpTo, ct);
            generation = generation with { Position = page.UpTo };
        }

        return generation;
    }
}
