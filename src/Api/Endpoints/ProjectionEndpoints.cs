using FluentValidation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace CdViz.Api.Endpoints;

/// <summary><c>/projections</c>: how they stand; rebuild one.</summary>
public static class ProjectionEndpoints
{
    /// <summary>How the projections stand</summary>
    /// <remarks>Name, version, lifecycle, generation, position, lag in events and seconds, state, progress of a rebuild.</remarks>
    [WolverineGet("/projections", OperationId = "getProjections"), Tags("Projections")]
    public static async Task<Ok<Page<ProjectionStatus>>> ListAsync(ProjectionEngine engine, CancellationToken ct) =>
        TypedResults.Ok(new Page<ProjectionStatus>(await engine.StatusAsync(ct), null, null));

    /// <summary>Rebuild a projection without downtime</summary>
    /// <remarks>Builds a new generation beside the live one and switches to it, in the background; GET /projections shows its progress.</remarks>
    [WolverinePost("/projections/{name}/rebuild", OperationId = "postRebuild"), Tags("Projections"), Authorize(Scopes.Admin), Refuses(404, 409)]
    public static async Task<Results<Accepted<RebuildStarted>, ProblemHttpResult>> RebuildAsync(
        string name, [FromQuery] RebuildQuery query, ProjectionEngine engine, Rebuilds rebuilds, CancellationToken ct)
    {
        if (!engine.Projections.Any(projection => projection.Name == name))
        {
            return Problems.NotFound($"There is no projection '{name}'.");
        }

        var running = (await engine.StatusAsync(ct)).Any(status => status.Name == name && status.State is "rebuilding");
        return !running && rebuilds.TryStart(name, query.Workers is null ? null : (int)QueryValue.Whole(query.Workers, 1), query.Keep is "true")
            ? TypedResults.Accepted("/projections", new RebuildStarted(name, "started"))
            : Problems.Of(StatusCodes.Status409Conflict, "Conflict", $"Projection '{name}' is being rebuilt already.");
    }

    public sealed record RebuildQuery(string? Workers, string? Keep) : IQuery<RebuildQuery>
    {
        static AbstractValidator<RebuildQuery> IQuery<RebuildQuery>.Rules => new RebuildQueryRules();
    }

    private sealed class RebuildQueryRules : AbstractValidator<RebuildQuery>
    {
        public RebuildQueryRules()
        {
            RuleFor(query => query.Workers).IsWhole(1, 64);
            RuleFor(query => query.Keep).IsOneOf("true", "false");
        }
    }
}

/// <summary>A rebuild that has begun.</summary>
/// <param name="Name">The projection.</param>
/// <param name="Status"><c>started</c>.</param>
public sealed record RebuildStarted(string Name, string Status);
