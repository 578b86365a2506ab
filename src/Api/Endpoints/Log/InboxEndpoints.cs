using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Log;

/// <summary><c>/inbox/{id}</c>: what became of what was answered before it was checked.</summary>
public static class InboxEndpoints
{
    /// <summary>What became of an entry of the inbox</summary>
    /// <remarks>What cdviz.store_cdevent stores is in the inbox first; the server takes it from there. Entries that were taken are kept for a while.</remarks>
    [WolverineGet("/inbox/{id:long}", OperationId = "getInboxEntry"), Tags("Inbox"), Refuses(404)]
    public static async Task<Results<Ok<InboxItem>, ProblemHttpResult>> AtAsync(long id, InboxStore inbox, CancellationToken ct) =>
        await inbox.AtAsync(id, ct) is { } entry ? TypedResults.Ok(InboxItem.Of(entry)) : NotFound(id);

    /// <summary>Take an entry again</summary>
    /// <remarks>It waits again, and is taken as if it had just come in. What of it is in the log already is found there.</remarks>
    [WolverinePost("/inbox/{id:long}/redrive", OperationId = "postInboxRedrive"), Tags("Inbox"), Authorize(Scopes.Admin), Refuses(404)]
    public static async Task<Results<Accepted<InboxItem>, ProblemHttpResult>> RedriveAsync(long id, InboxStore inbox, CancellationToken ct) =>
        await inbox.RedriveAsync(id, ct) && await inbox.AtAsync(id, ct) is { } entry
            ? TypedResults.Accepted(string.Create(CultureInfo.InvariantCulture, $"/inbox/{id}"), InboxItem.Of(entry))
            : NotFound(id);

    private static ProblemHttpResult NotFound(long id) => Problems.NotFound(string.Create(CultureInfo.InvariantCulture, $"There is no entry {id} in the inbox."));
}

/// <summary>An entry of the inbox.</summary>
/// <param name="Id">Its number.</param>
/// <param name="State">waiting; done: all of it is in the log; quarantined: some of it is in the quarantine.</param>
/// <param name="Door">Where it came in: sql.</param>
/// <param name="Sender">Who sent it: the login at the SQL door, or null.</param>
/// <param name="Bytes">Bytes of its body.</param>
/// <param name="ReceivedAt">When it came in.</param>
/// <param name="ProcessedAt">When it was taken last; null while it waits.</param>
/// <param name="Attempts">How often it has been taken.</param>
/// <param name="Results">What became of each event in it.</param>
public sealed record InboxItem(
    long Id, string State, string Door, string? Sender, int Bytes, DateTime ReceivedAt, DateTime? ProcessedAt, int Attempts, IReadOnlyList<Taken> Results)
{
    /// <summary>The entry as it is shown.</summary>
    public static InboxItem Of(InboxEntry entry) => new(
        entry.Number, entry.State, entry.Delivery.Door, entry.Delivery.Sender, entry.Body.Length, entry.ReceivedAt, entry.ProcessedAt, entry.Attempts,
        entry.Results);
}
