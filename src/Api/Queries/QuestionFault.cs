using Npgsql;

namespace CdViz.Api.Queries;

/// <summary>What the database says of a question that is at fault itself, told without its words.</summary>
internal static class QuestionFault
{
    /// <summary>The answer, or null where it is not the question's fault.</summary>
    public static (int Status, string Title, string Detail)? Of(PostgresException refused, LimitSettings limits) => refused.SqlState switch
    {
        PostgresErrorCodes.QueryCanceled => (
            StatusCodes.Status503ServiceUnavailable, "Took too long", $"The question took longer than {limits.QueryTime.TotalSeconds} s (setting Limits:QueryTime). Ask for less."),
        PostgresErrorCodes.ConfigurationLimitExceeded => (
            StatusCodes.Status503ServiceUnavailable, "Too large", $"The answer needed more than {limits.QueryTempBytes} bytes on the disk (setting Limits:QueryTempBytes). Ask for less."),
        // Values that PostgreSQL cannot take, and limits of its own.
        ['2', '2', ..] or ['5', '4', ..] => (StatusCodes.Status400BadRequest, "Bad request", "A value is outside of what the database can take."),
        _ => null,
    };
}
