using CdViz.Domain;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdViz.Adapters;

/// <summary>
/// Appends events to the log. All that is waiting is written in one transaction (group commit); a caller has its answer when that is committed.
/// One per process; safe to share between threads.
/// </summary>
public sealed class Appender(NpgsqlDataSource dataSource, IInlineProjections inline, AppenderOptions options, TimeProvider time, ILogger<Appender> logger)
    : IAsyncDisposable
{
    /// <summary>Appends one event.</summary>
    /// <param name="e">The event.</param>
    /// <param name="door">Where it came in: <c>http</c>, <c>amqp</c>.</param>
    /// <param name="sender">Who sent it, or null.</param>
    /// <param name="ct">Takes the event back while it waits; once it is being written the answer is waited for.</param>
    public ValueTask<AppendOutcome> AppendAsync(AdmittedEvent e, string door, string? sender, CancellationToken ct) =>
        throw new NotImplementedException($"{dataSource} {inline} {options} {time} {logger}");

    /// <summary>Appends many events, in order; the outcomes are in the same order. Each is on its own: some may be stored and others not.</summary>
    public ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<AdmittedEvent> events, string door, string? sender, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>Takes no more, and ends when what was taken is answered.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
