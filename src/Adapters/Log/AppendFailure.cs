using Npgsql;

namespace CdViz.Adapters.Log;

/// <summary>What a failed append means.</summary>
internal enum AppendFailure
{
    /// <summary>PostgreSQL cannot store an event of the batch.</summary>
    Refused,

    /// <summary>It may work the next time.</summary>
    Passing,

    /// <summary>The connection or the database is gone, or something is wrong that no retry mends.</summary>
    Away,
}

/// <summary>Tells failures apart by SQLSTATE.</summary>
internal static class AppendFailures
{
    public static AppendFailure Of(Exception exception) => Refusal(exception) switch
    {
        // Somebody has appended without the lock of the appends, or the numbers went wrong: the next look at the log sees it.
        { SqlState: PostgresErrorCodes.UniqueViolation } => AppendFailure.Passing,
        { } refused when DatabaseFault.IsOfTheValue(refused) => AppendFailure.Refused,
        { } refused when DatabaseFault.IsOfTheMoment(refused) => AppendFailure.Passing,
        _ => AppendFailure.Away,
    };

    /// <summary>What is told of an event that cannot be stored, without PostgreSQL's words: they name what is none of its sender's business.</summary>
    public static Violation Violation(PostgresException refusal) => new("", "log.refused", refusal.SqlState[..2] switch
    {
        "54" => $"It is larger or deeper than the database can store ({refusal.SqlState}).",
        _ => $"It has a value that the database cannot store ({refusal.SqlState}).",
    });

    /// <summary>What PostgreSQL said, where it is that: Marten puts it into exceptions of its own. What an inline projection fails at is not the event's fault.</summary>
    public static PostgresException? Refusal(Exception? exception) => exception switch
    {
        InlineProjectionException => null,
        PostgresException postgres => postgres,
        _ => exception is null ? null : Refusal(exception.InnerException),
    };
}

/// <summary>An inline projection failed in a way that is not its own to handle; the append is taken back.</summary>
internal sealed class InlineProjectionException(Exception inner) : Exception("An inline projection failed.", inner);
