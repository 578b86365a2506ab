using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace CdViz.Adapters.Projecting;

/// <summary>Runs a SQL projection's statement over pages of positions, in one generation.</summary>
/// <param name="projection">The projection.</param>
/// <param name="generation">The generation; its schema is first on the search path of the statement.</param>
internal sealed class SqlStatement(SqlProjection projection, Generation generation) : IPageApplier
{
    private const string BeginSql = "savepoint page";
    private const string UndoSql = "rollback to savepoint page";
    private const string EndSql = "release savepoint page";
    private const string EnterSql = "select set_config('search_path', $1, true), set_config('statement_timeout', $2, true)";
    private const string LeavePathSql = "set local search_path to default";
    private const string LeaveTimeoutSql = "set local statement_timeout to default";

    private readonly string sql = ProjectionDefinition.Of(projection).Statement;
    private readonly string path = $"{Sql.Name(generation.Schema)}, public, pg_temp";
    private readonly string timeout = ((long?)projection.StatementTimeout?.TotalMilliseconds ?? 0).ToString(CultureInfo.InvariantCulture);

    /// <summary>Never: a statement doesn't mind the order.</summary>
    public bool IsDisordered => false;

    /// <summary>Nothing: it reads the log.</summary>
    public void Forget()
    {
    }

    /// <inheritdoc/>
    public bool HasWork(IReadOnlyList<RecordedEvent> events) => true;

    /// <inheritdoc/>
    public Task<IReadOnlyList<NpgsqlBatchCommand>> PrepareAsync(
        NpgsqlConnection connection, IReadOnlyList<RecordedEvent> events, long after, long upTo, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<NpgsqlBatchCommand>>(
            [Enter(), .. Whole(after, upTo).Select(whole => new NpgsqlBatchCommand(sql) { Parameters = { Sql.Value(whole.After), Sql.Value(whole.UpTo) } })]);

    /// <inheritdoc/>
    public Task<int> ApplyAsync(NpgsqlConnection connection, IReadOnlyList<RecordedEvent> events, long after, long upTo, CancellationToken ct) =>
        RunAsync(connection, after, upTo, ct);

    /// <inheritdoc/>
    public Task<int> ApplyStretchAsync(NpgsqlConnection reading, NpgsqlConnection writing, long after, long upTo, CancellationToken ct) =>
        RunAsync(writing, after, upTo, ct);

    /// <summary>Runs it over one page, inside the connection's transaction.</summary>
    /// <returns>How many rows were written.</returns>
    /// <exception cref="ProjectionFailedException">The statement fails, whatever the time of day; the transaction can only be rolled back.</exception>
    public async Task<int> RunAsync(NpgsqlConnection connection, long after, long upTo, CancellationToken ct)
    {
        var rows = 0;
        foreach (var whole in Whole(after, upTo))
        {
            rows += await RunWholeAsync(connection, whole.After, whole.UpTo, ct);
        }

        return rows;
    }

    /// <summary>The parts of a page between the positions that are skipped.</summary>
    private IEnumerable<(long After, long UpTo)> Whole(long after, long upTo)
    {
        foreach (var skipped in generation.Skipped.Where(position => position > after && position <= upTo).Append(upTo + 1).Order())
        {
            if (skipped - 1 > after)
            {
                yield return (after, skipped - 1);
            }

            after = skipped;
        }
    }

    private NpgsqlBatchCommand Enter() => new(EnterSql) { Parameters = { Sql.Value(path), Sql.Value(timeout) } };

    private async Task<int> RunWholeAsync(NpgsqlConnection connection, long after, long upTo, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            return await ExecuteAsync(connection, after, upTo, ct);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.QueryCanceled)
        {
            // Somebody else may have cancelled it; only what has had its time is at fault. Which event takes so long can't be told.
            if (projection.StatementTimeout is { } limit && Stopwatch.GetElapsedTime(began) >= limit)
            {
                throw new ProjectionFailedException(projection.Name, after + 1, after, upTo, new TimeoutException($"It took longer than {limit}.", e));
            }

            throw;
        }
        catch (PostgresException e) when (DatabaseFault.IsOfTheStatement(e))
        {
            throw new ProjectionFailedException(projection.Name, await FirstFailureAsync(connection, after, upTo, ct), after, upTo, e);
        }
    }

    private async Task<int> ExecuteAsync(NpgsqlConnection connection, long after, long upTo, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(BeginSql),
                Enter(),
                new(sql) { Parameters = { Sql.Value(after), Sql.Value(upTo) } },
                new(LeavePathSql),
                new(LeaveTimeoutSql),
                new(EndSql),
            },
            Timeout = 0,
        };
        return Math.Max(await batch.ExecuteNonQueryAsync(ct), 0);
    }

    /// <summary>The first position at which a page fails that begins where the failed one began.</summary>
    private async Task<long> FirstFailureAsync(NpgsqlConnection connection, long after, long upTo, CancellationToken ct)
    {
        var (passes, fails) = (after, upTo);
        while (true)
        {
            await using (var undo = new NpgsqlCommand(UndoSql, connection))
            {
                await undo.ExecuteNonQueryAsync(ct);
            }

            if (fails - passes <= 1)
            {
                return fails;
            }

            var middle = passes + ((fails - passes) / 2);
            try
            {
                await ExecuteAsync(connection, after, middle, ct);
                passes = middle;
            }
            catch (PostgresException e) when (DatabaseFault.IsOfTheStatement(e))
            {
                fails = middle;
            }
        }
    }
}
