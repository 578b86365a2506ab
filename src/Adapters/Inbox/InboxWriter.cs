using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Inbox;

/// <summary>
/// Puts what comes in into the inbox, all that is in flight in one transaction: while one is being committed, the next gathers. What waits is bounded in number and
/// bytes.
/// </summary>
/// <param name="dataSource">The database.</param>
/// <param name="options">How much may wait, and how long a transaction may take: the same as for events.</param>
/// <param name="logger">Where trouble is told.</param>
public sealed class InboxWriter(NpgsqlDataSource dataSource, AppenderOptions options, ILogger<InboxWriter> logger) : BackgroundService
{
    private readonly Channel<Waiting> queue = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });
    private long waitingBytes;
    private int waiting;

    /// <summary>Puts one in; when this answers <see cref="Kept.InInbox"/>, it is committed.</summary>
    /// <param name="item">What came in. Its bytes must not change afterwards.</param>
    /// <param name="ct">Stops the waiting; it may be in the inbox all the same.</param>
    public async ValueTask<Kept> KeepAsync(InboxPost item, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(item);
        var bytes = item.Body.Length + 512L;
        var (items, all) = (Interlocked.Increment(ref waiting), Interlocked.Add(ref waitingBytes, bytes));
        if (items > options.QueueEvents || all > options.QueueBytes + bytes)
        {
            Leave(bytes);
            return new Kept.NotTaken(options.RetryAfter, "The server is overloaded.");
        }

        var one = new Waiting(item, bytes);
        if (!queue.Writer.TryWrite(one))
        {
            Leave(bytes);
            return new Kept.NotTaken(options.RetryAfter, "The server ends.");
        }

        return await one.Answer.Task.WaitAsync(ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Writer.TryComplete();
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // It ends when all that was taken is written: the doors are closed by then.
        var batch = new List<Waiting>();
        while (await queue.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            var bytes = 0L;
            batch.Clear();
            while (batch.Count < options.BatchEvents && bytes < options.BatchBytes && queue.Reader.TryRead(out var next))
            {
                batch.Add(next);
                bytes += next.Bytes;
            }

            await WriteAsync(batch).ConfigureAwait(false);
            foreach (var one in batch)
            {
                Leave(one.Bytes);
            }
        }
    }

    private async Task WriteAsync(List<Waiting> batch)
    {
        try
        {
            using var patience = new CancellationTokenSource(options.ConnectTimeout + options.CommandTimeout);
            await using var connection = await dataSource.OpenConnectionAsync(patience.Token).ConfigureAwait(false);
            await using var command = new NpgsqlBatch(connection) { BatchCommands = { Insert(batch), new NpgsqlBatchCommand(Notify) } };
            await using var reader = await command.ExecuteReaderAsync(patience.Token).ConfigureAwait(false);
            var numbers = new List<long>(batch.Count);
            while (await reader.ReadAsync(patience.Token).ConfigureAwait(false))
            {
                numbers.Add(reader.GetInt64(0));
            }

            while (await reader.NextResultAsync(patience.Token).ConfigureAwait(false))
            {
                // To the end, which is the commit.
            }

            await reader.CloseAsync().ConfigureAwait(false);
            foreach (var (nth, one) in batch.Index())
            {
                one.Answer.TrySetResult(new Kept.InInbox(numbers[nth]));
            }
        }
        catch (Exception fault)
        {
            if (!DatabaseAway.Is(fault) && fault is not OperationCanceledException)
            {
                logger.LogError(fault, "What came in could not be put into the inbox");
            }

            foreach (var one in batch)
            {
                one.Answer.TrySetResult(new Kept.NotTaken(options.RetryAfter, "The database does not answer."));
            }
        }
    }

    private static NpgsqlBatchCommand Insert(List<Waiting> batch)
    {
        var items = batch.ConvertAll(one => one.Item);
        return new NpgsqlBatchCommand(Add)
        {
            Parameters =
            {
                Sql.Array(items.Select(item => item.Delivery.Door), NpgsqlDbType.Text),
                Sql.Array(items.Select(item => QuarantineText.Storable(item.Delivery.Sender)), NpgsqlDbType.Text),
                Sql.Array(items.Select(item => item.Source), NpgsqlDbType.Text),
                Sql.Array(items.Select(item => QuarantineText.Storable(item.Delivery.ContentType)), NpgsqlDbType.Text),
                Sql.Array(items.Select(item => QuarantineText.Of(item.Delivery.Form)), NpgsqlDbType.Text),
                Sql.Array(items.Select(item => QuarantineText.Headers(item.Delivery.Headers)), NpgsqlDbType.Jsonb),
                Sql.Array(items.Select(item => item.Body), NpgsqlDbType.Bytea),
            },
        };
    }

    private void Leave(long bytes)
    {
        Interlocked.Decrement(ref waiting);
        Interlocked.Add(ref waitingBytes, -bytes);
    }

    private sealed record Waiting(InboxPost Item, long Bytes)
    {
        public TaskCompletionSource<Kept> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    // In the order in which it came, so that numbers follow it.
    private const string Add = """
        insert into events.inbox (door, sender, source, content_type, form, headers, body)
        select i.door, i.sender, i.source, i.content_type, i.form, i.headers, i.body
        from unnest($1, $2, $3, $4, $5, $6, $7) with ordinality i (door, sender, source, content_type, form, headers, body, nth)
        order by i.nth
        returning id
        """;

    // As in cdviz.store_cdevent: of those who commit at the same time one notifies.
    private const string Notify = "select pg_notify('cdviz_inbox', '') where pg_notification_queue_usage() < 0.9 and pg_try_advisory_xact_lock(7310872514)";
}
