using System.Globalization;

namespace CdViz.Api.Webhooks;

/// <summary>Puts what is posted into the inbox, and answers when it is there.</summary>
public sealed class InboxDoor
{
    private readonly InboxWriter inbox;
    private readonly SourceMeasures measures;
    private readonly int maxBytes;

    internal InboxDoor(InboxWriter inbox, SourceMeasures measures, Settings settings) =>
        (this.inbox, this.measures, maxBytes) = (inbox, measures, settings.Limits.EventBytes * 2);

    /// <summary>The body, or null where it is longer than is allowed: twice an event's, as a tool says more than its CDEvent.</summary>
    internal ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpContext context, CancellationToken ct) => CdEventEndpoints.ReadAsync(context.Request, maxBytes, ct);

    /// <summary>A sender was not let in.</summary>
    internal void Refused(string source) => measures.Refused(source);

    /// <summary>Keeps it.</summary>
    internal async Task<Answer> KeepAsync(
        HttpContext context, string door, string? sender, string? source, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        var how = new Delivery(door, sender, context.Request.ContentType) { Headers = headers };
        switch (await inbox.KeepAsync(new InboxPost(how, source, body), ct))
        {
            case Kept.InInbox(var number):
                measures.Taken(door, source);
                return new(TypedResults.Accepted(string.Create(CultureInfo.InvariantCulture, $"/inbox/{number}"), new InboxReceipt(number)));
            case Kept.NotTaken(var retryAfter, var why):
                return new(Problems.Unavailable(context, $"{why} Nothing was taken.", retryAfter));
            case var other:
                throw new NotSupportedException(other.GetType().Name);
        }
    }
}

/// <summary>What was posted is in the inbox.</summary>
/// <param name="InboxId">Its number there: <c>/inbox/{id}</c> says what became of it.</param>
public sealed record InboxReceipt(long InboxId);
