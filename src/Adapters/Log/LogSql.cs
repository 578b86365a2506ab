namespace CdViz.Adapters.Log;

/// <summary>What is asked of the log in more than one place.</summary>
internal static class LogSql
{
    /// <summary>Takes the lock of the appends until the transaction ends, on every node: while it is held nothing is appended.</summary>
    public const string HoldAppends = "select pg_advisory_xact_lock(7310872512)";

    /// <summary>The last position, 0 when the log is empty.</summary>
    public const string Head = "select coalesce(max(seq_id), 0) from events.mt_events";
}
