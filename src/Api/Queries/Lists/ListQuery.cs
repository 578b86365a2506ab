using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace CdViz.Api.Queries.Lists;

/// <summary>What may be asked of any list. (Wolverine sets the properties after the query is made.)</summary>
public abstract record ListQuery : IWaits
{
    /// <summary>Only what happened at or after this instant.</summary>
    public string? From { get; set; }

    /// <summary>Only what happened before this instant.</summary>
    public string? To { get; set; }

    /// <summary>How many items a page may have.</summary>
    public string? Limit { get; set; }

    /// <summary>The cursor of an earlier page: what comes after it.</summary>
    public string? Cursor { get; set; }

    /// <inheritdoc/>
    public string? Wait { get; set; }

    /// <inheritdoc/>
    string IWaits.Projection => ViewAttribute.Of(GetType()).Projection;

    /// <summary>What an endpoint of this path lists.</summary>
    internal abstract ListedBy Listed(string path);
}

/// <summary>
/// What may be asked of the list of a view, which its <see cref="ViewAttribute"/> names: the latest rows first, page by page. A list's own query derives from
/// it and adds a <c>string?</c> for each filter: only rows whose column of that name, in snake case, has exactly the value.
/// </summary>
/// <typeparam name="TSelf">The query itself.</typeparam>
/// <typeparam name="TItem">What is listed; its members are the columns.</typeparam>
public abstract record ListQuery<TSelf, TItem> : ListQuery, IQuery<TSelf> where TSelf : ListQuery<TSelf, TItem>
{
    private static readonly ListStatement<TSelf, TItem> Statement = new(ViewAttribute.Of(typeof(TSelf)));

    static AbstractValidator<TSelf> IQuery<TSelf>.Rules => new ListRules<TSelf>();

    /// <summary>The page that is asked for.</summary>
    public async Task<Ok<Page<TItem>>> PageAsync(HttpRequest request, NpgsqlDataSource database, CancellationToken ct) =>
        TypedResults.Ok(await Statement.PageAsync((TSelf)this, request, database, ct));

    /// <inheritdoc/>
    internal override ListedBy Listed(string path)
    {
        var view = ViewAttribute.Of(typeof(TSelf));
        return new(path, view.Name, view.Time, view.Id, Statement.Sql, [.. ListFilters.Of(typeof(TSelf)).Select(filter => ListFilters.Column(filter, filter.Name))]);
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
