using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdViz.Adapters;

/// <summary>
/// Connections for those who run the same few statements again and again, the appender and the daemon: what is run twice is prepared, which
/// spares the database the planning, most of the cost of a small page.
/// </summary>
/// <remarks>Not for queries that people ask: a plan made for all values of a filter is a bad plan for most.</remarks>
public sealed class EngineConnections : IAsyncDisposable
{
    private const int Statements = 100;

    private EngineConnections(NpgsqlDataSource source) => Source = source;

    /// <summary>The connections.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Connections to a database; nothing is opened yet.</summary>
    /// <param name="connectionString">As Npgsql reads it. Where it says itself how much to prepare, that is done.</param>
    /// <param name="loggers">Where Npgsql tells, or null.</param>
    public static EngineConnections Create(string connectionString, ILoggerFactory? loggers = null)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString) { ConnectionStringBuilder = { ApplicationName = "CdViz.EventStore engine" } };
        if (!builder.ConnectionStringBuilder.ContainsKey("Max Auto Prepare"))
        {
            builder.ConnectionStringBuilder.MaxAutoPrepare = Statements;
            builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        }

        return new(builder.UseLoggerFactory(loggers).Build());
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
