using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdViz.Adapters;

/// <summary>Connections for the appender and the daemon, apart from those for people's queries: neither can take all of the other's.</summary>
/// <remarks>
/// Their statements are not prepared, but for the append: a plan that was made while the tables were empty is kept far too long, and under 3,000 posts/s an
/// event was seen after 276 ms instead of 102 (99th percentile). Where a plan should be kept, a function of the database keeps it.
/// </remarks>
public sealed class EngineConnections : IAsyncDisposable
{
    /// <summary>The statements of most batches are sent in one piece.</summary>
    private const int BatchBytes = 128 * 1024;

    private EngineConnections(NpgsqlDataSource source, NpgsqlDataSource appends) => (Source, Appends) = (source, appends);

    /// <summary>Connections for the projections.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>The connection of the appender, which prepares by itself what it sends again and again.</summary>
    public NpgsqlDataSource Appends { get; }

    /// <summary>Connections to a database; nothing is opened yet.</summary>
    /// <param name="connectionString">As Npgsql reads it.</param>
    /// <param name="loggers">Where Npgsql tells, or null.</param>
    public static EngineConnections Create(string connectionString, ILoggerFactory? loggers = null)
    {
        var appends = new NpgsqlDataSourceBuilder(connectionString)
        {
            ConnectionStringBuilder = { ApplicationName = "CdViz.EventStore engine", MaxAutoPrepare = 50, AutoPrepareMinUsages = 2, WriteBufferSize = BatchBytes },
        };
        var builder = new NpgsqlDataSourceBuilder(connectionString) { ConnectionStringBuilder = { ApplicationName = "CdViz.EventStore engine" } };
        return new(builder.UseLoggerFactory(loggers).Build(), appends.UseLoggerFactory(loggers).Build());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Appends.DisposeAsync().ConfigureAwait(false);
        await Source.DisposeAsync().ConfigureAwait(false);
    }
}
