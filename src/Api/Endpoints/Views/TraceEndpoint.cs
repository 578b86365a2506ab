using System.Text.Json;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Views;

/// <summary><c>GET /trace/{chainId}</c>: the causal graph of a chain.</summary>
public static class TraceEndpoint
{
    private const string Trace = "select cdviz.trace($1::text)::text";

    /// <summary>The causal graph of a chain</summary>
    /// <remarks>
    /// Nodes are subjects, deployments, and what is missing; edges lead from cause to effect. The grade says how an edge is known: 'explicit' by a link, 'id'
    /// because one event names the other's id, 'time' because nothing else fits. Other chains are followed where they share changes, artifacts, links or
    /// incidents.
    /// </remarks>
    [WolverineGet("/trace/{**chainId}", OperationId = "getTrace"), Tags("Read tables"), Refuses(404)]
    [ProducesResponseType<object>(StatusCodes.Status200OK)]
    public static async Task<Results<Ok<JsonElement>, ProblemHttpResult>> GetAsync(
        [FromQuery] Query query, string chainId, HttpRequest request, NpgsqlDataSource database, CancellationToken ct)
    {
        chainId = PathId.Of(request, "/trace/", chainId);
        if (chainId.Contains('\0', StringComparison.Ordinal))
        {
            return Problems.NotFound("No chain has this id.");
        }

        var found = await Rows.ListAsync(database, Trace, [chainId], row => row.Text(0), ct);
        return found is [{ } json] ? TypedResults.Ok(JsonElement.Parse(json)) : Problems.NotFound($"There is no chain '{chainId}'.");
    }

    public sealed record Query(string? Wait) : IQuery<Query>, IWaits
    {
        static AbstractValidator<Query> IQuery<Query>.Rules => new QueryValidator();

        string IWaits.Projection => "graph";
    }

    private sealed class QueryValidator : AbstractValidator<Query>
    {
        public QueryValidator() => RuleFor(query => query.Wait).IsPosition();
    }
}
