using System.Net.Sockets;
using Npgsql;

namespace CdViz.Adapters;

/// <summary>Tells a database that is away, which mends itself, from a mistake of ours, which does not.</summary>
public static class DatabaseAway
{
    /// <summary>True when it is worth to try again later.</summary>
    public static bool Is(Exception fault) => fault switch
    {
        PostgresException refused => DatabaseFault.IsOfTheServer(refused),
        NpgsqlException or SocketException or TimeoutException => true,
        // Marten puts what the database says into exceptions of its own.
        { InnerException: { } inner } when fault.GetType().Namespace?.StartsWith("Marten", StringComparison.Ordinal) is true => Is(inner),
        _ => false,
    };
}
