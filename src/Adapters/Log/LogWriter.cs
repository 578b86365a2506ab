using System.Data;
using Marten;
using Marten.Services;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdViz.Adapters.Log;

/// <summary>Writes batches on one connection that it keeps, and answers their callers. Not safe to share between threads.</summary>
internal sealed class LogWriter(
    NpgsqlDataSource dataSource, IDocumentStore store, AppenderOptions options, TimeProvider time, ILogger logger, LogSignal? signal, DatabaseNews news) : IAsyncDisposable
{
    private const int Attempts = 5;

    /// <summary>A connection that was idle for longer is tried before it is used: it may have died unseen.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    private NpgsqlConnection? connection;
    private BatchLook? look;
    private long lastUse;

    /// <summary>How the last batch went that was not at fault itself; null before the first.</summary>
    public LastWrite? Last { get; private set; }

    /// <summary>Makes sure that there is a connection.</summary>
    /// <exception cref="Exception">There is none to be had.</exception>
    public async Task OpenAsync()
    {
        if (connection is not null)
        {
            return;
        }

        using var patience = new CancellationTokenSource(options.ConnectTimeout, time);
        try
        {
            await OpenAsync(patience.Token).ConfigureAwait(false);
        }
        catch (NpgsqlException) when (!patience.IsCancellationRequested)
        {
            // A pool hands out connections that died while they were in it.
            dataSource.Clear();
            await OpenAsync(patience.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Writes a batch in one transaction and answers every event in it, whatever happens.</summary>
    public async Task WriteAsync(ReadOnlyMemory<AppendItem> batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var outcomes = await CommitAsync(batch).ConfigureAwait(false);
                lastUse = time.GetTimestamp();
                Last = new(true, lastUse);
                signal?.Reach(outcomes.Max(outcome => outcome is AppendOutcome.Appended appended ? appended.Position : 0));
                for (var i = 0; i < outcomes.Length; i++)
                {
                    batch.Span[i].Complete(outcomes[i]);
                }

                return;
            }
            catch (Exception e)
            {
                switch (AppendFailures.Of(e))
                {
                    case AppendFailure.Refused when batch.Length == 1:
                        var refusal = AppendFailures.Refusal(e)!;
                        logger.LogWarning("The log cannot keep an event of {Source}: {SqlState} {Reason}", batch.Span[0].Event.Source, refusal.SqlState, refusal.MessageText);
                        Answer(batch, new AppendOutcome.NotStored(AppendFailures.Violation(refusal)));
                        return;
                    case AppendFailure.Refused:
                        // One of them cannot be stored: each half on its own, until it is found.
                        await WriteAsync(batch[..(batch.Length / 2)]).ConfigureAwait(false);
                        await WriteAsync(batch[(batch.Length / 2)..]).ConfigureAwait(false);
                        return;
                    case AppendFailure.Passing when attempt < Attempts:
                        await Task.Delay(TimeSpan.FromMilliseconds(10 << attempt), time).ConfigureAwait(false);
                        continue;
                    default:
                        var known = news.Away(e);
                        logger.Log(
                            known ? LogLevel.Debug : LogLevel.Warning,
                            known ? null : e,
                            "A batch of {Events} events was not appended; their senders are asked to send them again: {Reason}", batch.Length, e.Message);
                        await CloseAsync().ConfigureAwait(false);
                        Last = new(false, time.GetTimestamp());
                        Answer(batch, new AppendOutcome.Unavailable(options.RetryAfter));
                        return;
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
        {
            // The next user of the connection is to find it as it was.
            await TryAsync("reset all").ConfigureAwait(false);
        }

        await CloseAsync().ConfigureAwait(false);
    }

    private static void Answer(ReadOnlyMemory<AppendItem> batch, AppendOutcome outcome)
    {
        foreach (var item in batch.Span)
        {
            item.Complete(outcome);
        }
    }

    private async Task<AppendOutcome[]> CommitAsync(ReadOnlyMemory<AppendItem> batch)
    {
        if (connection is not null && time.GetElapsedTime(lastUse) > Idle && !await TryAsync("select 1").ConfigureAwait(false))
        {
            await CloseAsync().ConfigureAwait(false);
        }

        await OpenAsync().ConfigureAwait(false);
        using var span = Tracer.Start("cdviz.commit", Causes(batch));
        span?.SetTag("cdviz.events", batch.Length);
        using var patience = new CancellationTokenSource(options.CommandTimeout, time);
        var transaction = await connection!.BeginTransactionAsync(IsolationLevel.ReadCommitted).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var plan = await look!.PlanAsync(batch, patience.Token).ConfigureAwait(false);
            var parts = plan.FreshInOrder().ToList();
            var (committed, reached) = (false, plan.Head);
            for (var i = 0; i < parts.Count; i++)
            {
                reached += parts[i].Count;
                plan.Batch.IsLast = i == parts.Count - 1;
                committed = await AppendAsync(transaction, plan.Batch, parts[i], reached, patience.Token).ConfigureAwait(false);
            }

            if (!committed)
            {
                await transaction.CommitAsync().ConfigureAwait(false);
            }

            return plan.Outcomes();
        }
    }

    /// <summary>Appends through a Marten session: the events by stream, what is noted besides them, and the rows of inline projections.</summary>
    /// <returns>Whether the transaction is committed.</returns>
    private async Task<bool> AppendAsync(
        NpgsqlTransaction transaction, AppendedBatch batch, ArraySegment<IAppendedEvent> fresh, long reached, CancellationToken ct)
    {
        var to = SessionOptions.ForTransaction(transaction);
        to.Timeout = (int)Math.Ceiling(options.CommandTimeout.TotalSeconds);
        var session = store.LightweightSession(to);
        await using (session.ConfigureAwait(false))
        {
            foreach (var e in fresh)
            {
                session.Events.Append(e.StreamKey!, e);
            }

            var finish = new FinishBatch(batch, reached);
            session.QueueOperation(finish);
            await session.SaveChangesAsync(ct).ConfigureAwait(false);
            return finish.Commits;
        }
    }

    private static IEnumerable<TraceContext> Causes(ReadOnlyMemory<AppendItem> batch)
    {
        for (var i = 0; i < batch.Length; i++)
        {
            yield return batch.Span[i].Owner.Trace;
        }
    }

    private async Task OpenAsync(CancellationToken ct)
    {
        var opened = await dataSource.OpenConnectionAsync(ct).ConfigureAwait(false);
        try
        {
            await ExecuteAsync(opened, Session, ct).ConfigureAwait(false);
            look = await BatchLook.PrepareAsync(opened, options.CommandTimeout, ct).ConfigureAwait(false);
            (connection, lastUse) = (opened, time.GetTimestamp());
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<bool> TryAsync(string sql)
    {
        try
        {
            await ExecuteAsync(connection!, sql, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task ExecuteAsync(NpgsqlConnection target, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, target) { CommandTimeout = (int)Math.Ceiling(options.ConnectTimeout.TotalSeconds) };
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }

    private async Task CloseAsync()
    {
        var (oldLook, oldConnection) = (look, connection);
        (look, connection) = (null, null);
        if (oldConnection is not null)
        {
            await oldLook!.DisposeAsync().ConfigureAwait(false);
            await oldConnection.DisposeAsync().ConfigureAwait(false);
        }
    }

    // A success answer means committed: a server that commits asynchronously by default is told not to. Plans that were made while the tables were empty are kept by
    // Marten's functions for as long as the connection is: they must not read whole tables then.
    private const string Session = """
        set application_name = 'cdviz appender';
        set default_transaction_isolation = 'read committed';
        set enable_seqscan = off;
        select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off';
        select events.settle();
        """;
}
