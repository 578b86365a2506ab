using System.Globalization;

namespace CdViz.Api.Queries;

/// <summary>Has an answer say what it lacks, where the projection that it is read from is stopped or late: in a header, and in the body where that has a place for it.</summary>
public static class Staleness
{
    private const string Header = "CdViz-Stale-Since";

    /// <summary>Notes it on the request, if there is something to note.</summary>
    public static async Task NoteAsync<TQuery>(TQuery query, HttpContext context, ProgressWatch progress, CancellationToken ct) where TQuery : IWaits
    {
        if (await progress.StaleAsync(query.Projection, ct) is { } stale)
        {
            context.Features.Set(stale);
            context.Response.Headers[Header] = stale.Since.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
            PositionHeader.Set(context.Response, stale.Position);
        }
    }

    /// <summary>What was noted on a request; null where the answer has all that is known.</summary>
    internal static Stale? Of(HttpRequest request) => request.HttpContext.Features.Get<Stale>();
}
