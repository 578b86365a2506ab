using CdViz.Adapters;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CdViz.Api;

/// <summary><c>/projections</c>: how they stand; rebuild one.</summary>
internal static class ProjectionEndpoints
{
    /// <summary>Adds the endpoints.</summary>
    public static void MapProjections(this IEndpointRouteBuilder app)
    {
        app.MapGet("/projections", ListAsync)
            .WithTags("Projections").WithName("getProjections").WithSummary("How the projections stand")
            .WithDescription("Name, version, lifecycle, generation, position, lag in events and seconds, state, progress of a rebuild.");
        app.MapPost("/projections/{name}/rebuild", RebuildAsync)
            .WithQuery(new RebuildQueryRules())
            .RequireAuthorization(Scopes.Admin)
            .WithTags("Projections").WithName("postRebuild").WithSummary("Rebuild a projection without downtime")
            .WithDescription("Builds a new generation beside the live one and switches to it, in the background; GET /projections shows its progress.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<Page<ProjectionStatus>>> ListAsync(ProjectionEngine engine, CancellationToken ct) =>
        TypedResults.Ok(new Page<ProjectionStatus>(await engine.StatusAsync(ct), null, null));

    private static async Task<Results<Accepted<RebuildStarted>, ProblemHttpResult>> RebuildAsync(
        string name, [AsParameters] RebuildQuery query, ProjectionEngine engine, Rebuilds rebuilds, CancellationToken ct)
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

    internal sealed record RebuildQuery(string? Workers, string? Keep);

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
internal sealed record RebuildStarted(string Name, string Status);
