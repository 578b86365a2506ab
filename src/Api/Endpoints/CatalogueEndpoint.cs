using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Wolverine.Http;

namespace CdViz.Api.Endpoints;

/// <summary><c>GET /catalogue</c>: which event types are accepted.</summary>
public static class CatalogueEndpoint
{
    // It says nothing of the events that are here, so everybody may ask.
    /// <summary>Accepted event types by release of the specification</summary>
    /// <remarks>
    /// An event may name any of these releases; of a type that the release does not have, the newest that has it counts. Another version of the same
    /// major number is accepted too. What becomes of all other types 'unknownTypes' says. The draft of the next release is listed where it is accepted.
    /// </remarks>
    [WolverineGet("/catalogue", OperationId = "getCatalogue"), Tags("Events"), AllowAnonymous]
    public static Ok<AcceptedTypes> Get(Settings settings) => TypedResults.Ok(new AcceptedTypes(
        Catalogue.Newest.Spec,
        $"{settings.Admission.UnknownTypes}".ToLowerInvariant(),
        "dev.cdeventsx.<tool>-<subject>.<predicate>.<version>",
        [.. Catalogue.Releases.Where(release => settings.Admission.Drafts || !release.IsDraft).Select(AcceptedRelease.Of)]));
}

/// <summary>Which event types are accepted.</summary>
/// <param name="Newest">The newest release of the specification that is no draft.</param>
/// <param name="UnknownTypes">What becomes of other types: <c>quarantine</c> or <c>refuse</c>.</param>
/// <param name="CustomTypes">What events of tools' own are called, accepted besides.</param>
/// <param name="Releases">The releases of the specification, oldest first.</param>
public sealed record AcceptedTypes(string Newest, string UnknownTypes, string CustomTypes, IReadOnlyList<AcceptedRelease> Releases);

/// <summary>A release of the specification.</summary>
/// <param name="Spec">Its number, <c>context.specversion</c>: <c>0.5.1</c>.</param>
/// <param name="Date">The day it was released; null for a draft.</param>
/// <param name="Draft">It is not released yet.</param>
/// <param name="Events">The event types it has, by subject and predicate.</param>
public sealed record AcceptedRelease(string Spec, DateOnly? Date, bool Draft, IReadOnlyList<AcceptedEvent> Events)
{
    /// <summary>The release as it is shown.</summary>
    public static AcceptedRelease Of(Release release) => new(release.Spec, release.Date, release.IsDraft, [.. release.Events.Select(AcceptedEvent.Of)]);
}

/// <summary>An event type of a release.</summary>
/// <param name="Type"><c>context.type</c>: <c>dev.cdevents.pipelinerun.started.0.3.0</c>.</param>
/// <param name="Subject">What it is about: <c>pipelinerun</c>.</param>
/// <param name="Predicate">What happened to it: <c>started</c>.</param>
/// <param name="Version">The event's own version: <c>0.3.0</c>.</param>
/// <param name="Stage">The stage of delivery: <c>core</c>, <c>source</c>, <c>ci</c>, <c>testing</c>, <c>cd</c> or <c>operations</c>.</param>
/// <param name="Name">What the log calls it, whatever the version, the <c>type</c> of <c>GET /events</c>: <c>pipeline_run_started</c>.</param>
/// <param name="FormerNames">Members of the content, and the names that older versions of the event have for them; left out where there are none.</param>
public sealed record AcceptedEvent(
    string Type,
    string Subject,
    string Predicate,
    string Version,
    string Stage,
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? FormerNames)
{
    /// <summary>The event as it is shown.</summary>
    public static AcceptedEvent Of(ReleasedEvent e)
    {
        var type = EventTypes.Of(e.Subject, e.Predicate);
        return new(e.Type, e.Subject, e.Predicate, e.Version, e.Stage, type.Alias, type.FormerNames.Count > 0 ? type.FormerNames : null);
    }
}
