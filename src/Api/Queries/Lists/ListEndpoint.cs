using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace CdViz.Api;

/// <summary>
/// Endpoints that list the rows of a view, the latest first, page by page. The query record says the filters, the item record the columns; parameters
/// are checked, <c>?wait=</c> is heeded, and <c>/openapi/v1.json</c> describes it.
/// </summary>
internal static class ListEndpoint
{
    /// <summary>Adds one.</summary>
    /// <param name="app">Where to add it.</param>
    /// <param name="path">Its path.</param>
    /// <param name="view">View in schema <c>cdviz</c> that is listed.</param>
    /// <param name="projection">The projection that keeps it, which <c>?wait=</c> waits for.</param>
    /// <param name="time">Column that <c>from</c>, <c>to</c> and the order go by.</param>
    /// <param name="id">Column that tells rows of one time apart.</param>
    public static RouteHandlerBuilder MapList<TQuery, TItem>(
        this IEndpointRouteBuilder app, string path, string view, string projection, string time = "last_seen_at", string id = "id")
        where TQuery : ListQuery
    {
        var statement = new ListStatement<TQuery, TItem>(view, time, id);
        return app.MapGet(path, GetAsync)
            .WithQuery(new ListRules<TQuery>())
            .WithWait(projection)
            .WithTags("Read tables")
            .WithMetadata(new ListedBy(path, view, time, id, statement.Sql, [.. ListFilters.Of(typeof(TQuery)).Select(filter => ListFilters.Column(filter, filter.Name))]));

        async Task<Ok<Page<TItem>>> GetAsync([AsParameters] TQuery query, HttpRequest request, NpgsqlDataSource database, CancellationToken ct) =>
            TypedResults.Ok(await statement.PageAsync(query, request, database, ct));
    }
}

/// <summary>What an endpoint lists, and the statement that reads it, for those who look at its plan.</summary>
/// <param name="Path">The endpoint's path.</param>
/// <param name="View">The view it lists.</param>
/// <param name="Time">The column its rows are ordered by.</param>
/// <param name="Id">The column that tells rows of one time apart.</param>
/// <param name="Sql">The statement: from, to, time and id of the cursor, limit, then a value for each filter.</param>
/// <param name="Filters">The columns of its filters.</param>
internal sealed record ListedBy(string Path, string View, string Time, string Id, string Sql, IReadOnlyList<string> Filters);
