using System.Globalization;
using CdViz.Adapters;

namespace CdViz.Api;

/// <summary>A query that may say which position its answer has to contain.</summary>
internal interface IWaits
{
    /// <summary>The position, as sent; null not to wait.</summary>
    string? Wait { get; }
}

/// <summary>Reads that contain one's own writes: an answer to <c>?wait=POSITION</c> is given when the read table contains the log up to there.</summary>
internal static class WaitFilter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Has the endpoint wait for the projection it reads. To be added after the query is checked.</summary>
    public static RouteHandlerBuilder WithWait(this RouteHandlerBuilder endpoint, string projection) => endpoint.WithWait<IWaits>(_ => projection);

    /// <summary>Has the endpoint wait for the projection that it reads for a query. To be added after the query is checked.</summary>
    public static RouteHandlerBuilder WithWait<TQuery>(this RouteHandlerBuilder endpoint, Func<TQuery, string> reads)
        where TQuery : IWaits => endpoint.AddEndpointFilter(async (context, next) =>
    {
        var query = context.Arguments.OfType<TQuery>().Single();
        if (query.Wait is not { } text)
        {
            return await next(context);
        }

        var projection = reads(query);
        var http = context.HttpContext;
        var position = QueryValue.Whole(text, 0);
        // What was answered is in the log, on every node: nothing has to be waited for that is beyond its end.
        var end = await EndAsync(http, position);
        var progress = await http.RequestServices.GetRequiredService<ProgressWatch>()
            .WaitAsync(projection, position, end < position ? TimeSpan.Zero : Patience, http.RequestAborted);
        if (progress.Position < position)
        {
            return Problems.Unavailable(
                http, Late(projection, position, end, progress), http.RequestServices.GetRequiredService<Settings>().Append.RetryAfter);
        }

        PositionHeader.Set(http.Response, progress.Position);
        return await next(context);
    }).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<long> EndAsync(HttpContext http, long position) =>
        http.RequestServices.GetRequiredService<LogSignal>().Head is var known && known >= position
            ? known
            : await http.RequestServices.GetRequiredService<EventLog>().HeadAsync(http.RequestAborted);

    private static string Late(string projection, long position, long end, Progress progress) => progress.StoppedReason is { } reason
        ? string.Create(CultureInfo.InvariantCulture, $"Projection '{projection}' is stopped at position {progress.Position}, before {position}: {reason}")
        : end < position ? string.Create(CultureInfo.InvariantCulture, $"The log ends at position {end}, before {position}.")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"Projection '{projection}' is at position {progress.Position}; {position} was waited for for {Patience.TotalSeconds} s.");
}

/// <summary>The header that says which position of the log an answer contains.</summary>
internal static class PositionHeader
{
    /// <summary>Its name.</summary>
    public const string Name = "CdViz-Position";

    /// <summary>Sets it, where there is a position.</summary>
    public static void Set(HttpResponse response, long? position)
    {
        if (position is { } known)
        {
            response.Headers[Name] = known.ToString(CultureInfo.InvariantCulture);
        }
    }
}
