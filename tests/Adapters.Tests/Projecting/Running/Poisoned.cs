namespace CdViz.Adapters.Tests.Projecting.Running;

/// <summary>Pipeline runs, but for one event at which its code fails.</summary>
internal sealed class Poisoned(long at, Lifecycle lifecycle = Lifecycle.Async) : Fold<PipelineRunRow>
{
    private readonly PipelineRuns inner = new();

    /// <summary>Set false to mend it.</summary>
    public bool Broken { get; set; } = true;

    public override string Name => inner.Name;

    /// <summary>By how much the version is raised.</summary>
    public int Raised { get; init; }

    public override int Version => inner.Version + Raised;

    public override Lifecycle Lifecycle => lifecycle;

    public override IReadOnlyList<EventType> Reads => inner.Reads;

    public override string Table => inner.Table;

    public override string? Key(RecordedEvent e) => inner.Key(e);

    public override int Ordinal(PipelineRunRow row) => inner.Ordinal(row);

    public override PipelineRunRow Evolve(PipelineRunRow? row, RecordedEvent e) =>
        Broken && e.Position == at ? throw new InvalidOperationException("poison") : inner.Evolve(row, e);
}
