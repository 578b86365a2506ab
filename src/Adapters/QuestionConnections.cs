using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdViz.Adapters;

/// <summary>Connections for people's questions: each is bounded, and ends with whoever asked.</summary>
public static class QuestionConnections
{
    private const string MaySetSql = "select has_parameter_privilege('temp_file_limit', 'set')";

    /// <summary>Connections to a database, which is asked what this login may set.</summary>
    /// <param name="connectionString">As Npgsql reads it.</param>
    /// <param name="time">How long a statement may take.</param>
    /// <param name="tempBytes">How much it may write to temporary files, where the login may set that.</param>
    /// <param name="loggers">Where Npgsql tells.</param>
    /// <exception cref="NpgsqlException">The database is not there.</exception>
    public static NpgsqlDataSource Create(string connectionString, TimeSpan time, long tempBytes, ILoggerFactory loggers)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString) { ConnectionStringBuilder = { ApplicationName = "CdViz.EventStore" } };
        // At the start of a session, so that they stay when a connection is given back and reset. The last has a server that was killed be noticed.
        var bounds = string.Create(
            CultureInfo.InvariantCulture,
            $"-c statement_timeout={time.TotalMilliseconds:0} -c idle_in_transaction_session_timeout=60000 -c client_connection_check_interval=1000");
        if (MaySetTempLimit(connectionString))
        {
            bounds = string.Create(CultureInfo.InvariantCulture, $"{bounds} -c temp_file_limit={Math.Max(1, tempBytes / 1024)}kB");
        }

        builder.ConnectionStringBuilder.Options = $"{builder.ConnectionStringBuilder.Options} {bounds}".Trim();
        return builder.UseLoggerFactory(loggers).Build();
    }

    private static bool MaySetTempLimit(string connectionString)
    {
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(MaySetSql, connection);
        return command.ExecuteScalar() is true;
    }
}
