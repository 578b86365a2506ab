using CdViz.Domain.Content;
using JasperFx.Events;
using Marten.Events.Aggregation;

namespace Shop;

/// <summary>A pipeline run at a glance: a document of the application's own, in its own schema.</summary>
public sealed record RunCard(string Id, string? Pipeline = null, DateTime? StartedAt = null, DateTime? FinishedAt = null, string? Outcome = null);

/// <summary>Marten's ordinary way to fill it.</summary>
public sealed partial class RunCardProjection : SingleStreamProjection<RunCard, string>
{
    public RunCardProjection()
    {
        IncludeType<PipelineRunStarted>();
        IncludeType<PipelineRunFinished>();
    }

    public override RunCard? Evolve(RunCard? snapshot, string id, IEvent e)
    {
        var card = snapshot ?? new RunCard(id);
        return e.Data switch
        {
            PipelineRunStarted started => card with { Pipeline = started.PipelineName, StartedAt = e.OccurredAt() },
            PipelineRunFinished finished => card with { FinishedAt = e.OccurredAt(), Outcome = finished.Outcome?.Canonical },
            _ => card,
        };
    }
}
