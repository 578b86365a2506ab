using Npgsql;

namespace CdViz.Adapters;

/// <summary>Tells what the database has too little of for a statement, and would have enough of for a smaller one: locks, memory, temporary files.</summary>
internal static class Shortage
{
    /// <summary>True where less at once may work.</summary>
    public static bool Is(Exception fault) =>
        fault is PostgresException { SqlState: PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.ConfigurationLimitExceeded or PostgresErrorCodes.InsufficientResources };
}
