using Npgsql;

namespace CdViz.Adapters;

/// <summary>Whose fault it is when the database refuses, told by SQLSTATE: the one place that knows what the codes mean for us.</summary>
internal static class DatabaseFault
{
    /// <summary>The server's: besides what passes, it is shut down, there is no such database, it takes no connections, we are not let in.</summary>
    public static bool IsOfTheServer(PostgresException e) =>
        e.IsTransient
        || e.SqlState is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.ObjectNotInPrerequisiteState
        || IsShutDown(e)
        || Class(e) is "28";

    /// <summary>Nobody's: others did something at the same moment. A transaction was rolled back for them, or they hold a lock.</summary>
    public static bool IsOfTheMoment(PostgresException e) => Class(e) is "40" || e.SqlState is PostgresErrorCodes.LockNotAvailable || IsFullOfNotifications(e);

    /// <summary>The server has too little of something, and would have enough of it for a smaller statement: locks, memory, temporary files.</summary>
    public static bool IsShortage(Exception fault) =>
        fault is PostgresException { SqlState: PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.ConfigurationLimitExceeded or PostgresErrorCodes.InsufficientResources };

    /// <summary>The value's that was to be stored: data exception, integrity constraint violation, program limit exceeded.</summary>
    public static bool IsOfTheValue(PostgresException e) => Class(e) is "22" or "23" or "54" && !IsFullOfNotifications(e);

    /// <summary>The row's that a fold made: a value, or one that its table has no column for.</summary>
    public static bool IsOfTheRow(PostgresException e) => IsOfTheValue(e) || Class(e) is "42";

    /// <summary>The statement's or its rows': it stays wrong. Connection, concurrency, resources, operators and disks are the database's trouble and pass.</summary>
    public static bool IsOfTheStatement(PostgresException e) => Class(e) is not ("08" or "25" or "40" or "53" or "55" or "57" or "58");

    /// <summary>No fault of the SQL that is tried: the same may be taken the next time.</summary>
    public static bool IsNotOfTheTrial(PostgresException e) => IsOfTheMoment(e) || IsShutDown(e) || Class(e) is "08" or "53" or "58";

    // It has the code of a value that is too large, and tells by nothing but its place in PostgreSQL that the queue of notifications is full.
    private static bool IsFullOfNotifications(PostgresException e) => e is { SqlState: PostgresErrorCodes.ProgramLimitExceeded, File: "async.c" };

    private static bool IsShutDown(PostgresException e) => e.SqlState.StartsWith("57P", StringComparison.Ordinal);

    private static string Class(PostgresException e) => e.SqlState.Length >= 2 ? e.SqlState[..2] : e.SqlState;
}
