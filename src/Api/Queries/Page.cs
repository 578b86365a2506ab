using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Extensions;

namespace CdViz.Api.Queries;

/// <summary>A part of a list.</summary>
/// <param name="Items">The things, in the list's order.</param>
/// <param name="Next">Where the next part is, with the same filters; null when this was the last.</param>
/// <param name="Cursor">The <c>cursor</c> of the next part, for those who build the address themselves.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next, string? Cursor)
{
    /// <summary>Only where the projection behind it is stopped or late: when the first event was recorded that is missing here, UTC.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? StaleSince { get; init; }

    /// <summary>Only then: the position up to which it contains the log.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Position { get; init; }
}

/// <summary>Makes pages.</summary>
public static class Page
{
    /// <summary>The page of what was read, which is one more than the page may have when there is a next one, or was cut before.</summary>
    public static Page<T> Of<T>(HttpRequest request, List<T> read, int limit, Func<T, Cursor> cursor, bool cut = false)
    {
        if (read.Count <= limit && !cut)
        {
            return Whole(request, read);
        }

        read.RemoveRange(Math.Min(limit, read.Count), Math.Max(0, read.Count - limit));
        var after = cursor(read[^1]).ToString();
        return Whole(request, read) with { Next = Link(request, "cursor", after), Cursor = after };
    }

    /// <summary>The one page that there is.</summary>
    public static Page<T> Whole<T>(HttpRequest request, IReadOnlyList<T> items)
    {
        var stale = Staleness.Of(request);
        return new(items, null, null) { StaleSince = stale?.Since, Position = stale?.Position };
    }

    /// <summary>The request's own address with one parameter set.</summary>
    public static string Link(HttpRequest request, string parameter, string value)
    {
        var query = new QueryBuilder(request.Query.Where(pair => !pair.Key.Equals(parameter, StringComparison.OrdinalIgnoreCase))) { { parameter, value } };
        return $"{request.PathBase}{request.Path}{query}";
    }
}
