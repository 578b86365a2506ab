namespace CdViz.Api.Ingest;

/// <summary>What became of an event, as HTTP says it.</summary>
internal static class Answers
{
    /// <summary>The answer to one.</summary>
    public static IResult One(HttpContext context, Recorded recorded, Settings settings) => recorded switch
    {
        Recorded.Appended appended => Placed(context, StatusCodes.Status201Created, appended, $"/events/{appended.Position}"),
        Recorded.Duplicate duplicate => Placed(context, StatusCodes.Status200OK, duplicate),
        Recorded.NotUnderstood { Id: { } id, Source: { } source, QuarantineId: { } number } kept =>
            TypedResults.Accepted((string?)null, new QuarantineReceipt(id, source, kept.Word, number, kept.Reason, kept.Message)),
        Recorded.Conflict { Error: var error, QuarantineId: { } number } => Problems.Conflict(error, number),
        Recorded.NotJson { Text: var message, QuarantineId: var number } => Problems.NotJson(message, number),
        Recorded.Invalid { Errors: var errors, QuarantineId: var number } => Problems.NotACdEvent(errors, number),
        Recorded.TooLarge => Problems.TooLarge(settings.Limits.EventBytes),
        Recorded.NotTaken(var retryAfter, var why) => Problems.Unavailable(context, $"{why} Nothing was taken.", retryAfter),
        _ => throw new NotSupportedException(recorded.GetType().Name),
    };

    /// <summary>The answer to many.</summary>
    /// <param name="context">The request.</param>
    /// <param name="receipt">What became of them.</param>
    /// <param name="ended">Why it ended before the body's end, or null.</param>
    /// <param name="settings">The settings.</param>
    public static IResult Many(HttpContext context, ManyReceipt receipt, Recorded? ended, Settings settings)
    {
        PositionHeader.Set(context.Response, receipt.LastPosition);
        IResult answer = ended switch
        {
            null => TypedResults.Ok(receipt),
            Recorded.NotTaken(var retryAfter, var why) when receipt is not { Appended: 0, Duplicates: 0, Quarantined: 0 } =>
                Problems.Unavailable(context, $"{why} What 'recorded' counts was taken before; to send it all again is safe.", retryAfter, receipt),
            _ => One(context, ended, settings),
        };
        return ended is Recorded.NotTaken { ServerEnds: true } ? new PartingAnswer(answer) : answer;
    }

    /// <summary>The status of what is refused.</summary>
    public static int StatusOf(Recorded.Refused refused) => refused switch
    {
        Recorded.Conflict => StatusCodes.Status409Conflict,
        Recorded.NotJson => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    private static JsonAnswer<Receipt> Placed(HttpContext context, int status, Recorded.InLog recorded, string? location = null)
    {
        PositionHeader.Set(context.Response, recorded.Position);
        return new(status, Receipt.Of(recorded), ApiJson.Relaxed.Receipt, location);
    }
}
