namespace CdViz.Api.Http;

/// <summary>
/// An answer after which the connection ends, though the sender may go on for ever. For a moment what it sends is read past: many senders look for an answer
/// only when they cannot send.
/// </summary>
internal sealed class PartingAnswer(IResult answer) : IResult
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await answer.ExecuteAsync(httpContext);
        await httpContext.Response.CompleteAsync();
        using var moment = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted);
        moment.CancelAfter(Moment);
        try
        {
            await httpContext.Request.Body.CopyToAsync(Stream.Null, moment.Token);
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException)
        {
            httpContext.Abort();
        }
    }
}
