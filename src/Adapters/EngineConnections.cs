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
    private EngineConnections(NpgsqlDataSource source) => Source = source;

    /// <summary>The connections.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Connections to a database; nothing is opened yet.</summary>
    /// <param name="connectionString">As Npgsql reads it.</param>
    /// <param name="loggers">Where Npgsql tells, or null.</param>
    public static EngineConnections Create(string connectionString, ILoggerFactory? loggers = null)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString) { ConnectionStringBuilder = { ApplicationName = "CdViz.EventStore engine" } };
        return new(builder.UseLoggerFactory(loggers).Build());
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
