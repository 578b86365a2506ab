using CdViz.Domain;

namespace CdViz.Projections;

/// <summary>One attempt of a pipeline run.</summary>
public sealed record PipelineRunRow(string RunId, string Source, int Attempt)
{
    /// <summary>The pipeline's name.</summary>
    public string? Name { get; init; }
}

/// <summary>How each pipeline run went.</summary>
public sealed class PipelineRuns : Fold<PipelineRunRow>
{
    /// <inheritdoc/>
    public override string Name => "pipeline_runs";

    /// <inheritdoc/>
    public override int Version => 1;

    /// <inheritdoc/>
    public override Lifecycle Lifecycle => Lifecycle.Async;

    /// <inheritdoc/>
    public override IReadOnlyList<EventType> Reads { get; } = EventTypes.OfSubject("pipelinerun");

    /// <inheritdoc/>
    public override string Table => "pipelinerun_attempt";

    /// <inheritdoc/>
    public override string? Key(RecordedEvent e) => e.Stream.ToString();

    /// <inheritdoc/>
    public override int Ordinal(PipelineRunRow row) => row.Attempt;

    /// <inheritdoc/>
    public override PipelineRunRow? Evolve(PipelineRunRow? row, RecordedEvent e) => row ?? new(e.Stream.SubjectId, e.Stream.SubjectSource, 1);
}
