using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdViz.Adapters;

/// <summary>Tells when the log has grown. One per process; any number may wait.</summary>
public sealed class LogSignal(NpgsqlDataSource dataSource, TimeProvider time, ILogger<LogSignal> logger) : IAsyncDisposable
{
    /// <summary>The last position known; 0 for an empty log and before the database answered.</summary>
    public long Head => throw new NotImplementedException($"{dataSource} {time} {logger}");

    /// <summary>Begins to listen, and goes on until disposed, whatever happens to the database.</summary>
    public void Start() => throw new NotImplementedException();

    /// <summary>Waits until the log is known to be longer than <paramref name="position"/>.</summary>
    /// <returns>The last position known, which is not beyond <paramref name="position"/> when the time was up.</returns>
    public Task<long> WaitBeyondAsync(long position, TimeSpan atMost, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Stops listening.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
