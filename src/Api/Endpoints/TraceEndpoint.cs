using System.Text.Json;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace CdViz.Api;

/// <summary><c>GET /trace/{chainId}</c>: the causal graph of a chain.</summary>
internal static class TraceEndpoint
{
    private const string Trace = "select cdviz.trace($1::text)::text";

    /// <summary>Adds the endpoint.</summary>
    public static void MapTrace(this IEndpointRouteBuilder app) => app.MapGet("/trace/{chainId}", GetAsync)
        .WithQuery(new QueryValidator())
        .WithWait("graph")
        .WithTags("Read tables").WithName("getTrace").WithSummary("The causal graph of a chain")
        .WithDescription(
            "Nodes are subjects, deployments, and what is missing; edges lead from cause to effect. The grade says how an edge is known: 'explicit' by a link, "
            + "'id' because one event names the other's id, 'time' because nothing else fits. Other chains are followed where they share changes, artifacts, links or incidents.")
        .Produces<object>().ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<JsonElement>, ProblemHttpResult>> GetAsync(
        [AsParameters] Query query, string chainId, NpgsqlDataSource database, CancellationToken ct)
    {
        if (chainId.Contains('\0', StringComparison.Ordinal))
        {
            return Problems.NotFound("No chain has this id.");
        }

        var found = await Rows.ListAsync(database, Trace, [chainId], row => row.Text(0), ct);
        return found is [{ } json] ? TypedResults.Ok(JsonElement.Parse(json)) : Problems.NotFound($"There is no chain '{chainId}'.");
    }

    internal sealed record Query(string? Wait) : IWaits;

    private sealed class QueryValidator : AbstractValidator<Query>
    {
        public QueryValidator() => RuleFor(query => query.Wait).IsPosition();
    }
}
