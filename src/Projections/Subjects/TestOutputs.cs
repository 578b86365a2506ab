namespace CdViz.Projections.Subjects;

/// <summary>What a test has left behind: a report, a video, a log.</summary>
/// <param name="SubjectId">Id of the output.</param>
/// <param name="Source">Who keeps it: the subject's source.</param>
/// <param name="OutputType">What it is: report, video, image, log …</param>
/// <param name="Format">Its media type.</param>
/// <param name="Url">Where it is.</param>
/// <param name="TestCaseRunId">Id of the case run it came from.</param>
/// <param name="TestCaseRunSource">Source of that run; null when it is not said, and then the same as its own.</param>
/// <param name="PublishedAt">When it was published last, UTC.</param>
/// <param name="ChainId">The chain it belongs to.</param>
/// <param name="Position">The event that told most lately of it.</param>
public sealed record TestOutputRow(
    string SubjectId,
    string Source,
    string? OutputType,
    string? Format,
    string? Url,
    string? TestCaseRunId,
    string? TestCaseRunSource,
    DateTime PublishedAt,
    string? ChainId,
    long Position);

/// <summary>What tests have left behind.</summary>
public sealed class TestOutputs : Fold<TestOutputRow>
{
    /// <inheritdoc/>
    public override string Name => "test_outputs";

    /// <inheritdoc/>
    public override int Version => 1;

    /// <inheritdoc/>
    public override Lifecycle Lifecycle => Lifecycle.Async;

    /// <inheritdoc/>
    public override IReadOnlyList<EventType> Reads { get; } = EventTypes.OfSubject("testoutput");

    /// <inheritdoc/>
    public override string Table => "test_output";

    /// <inheritdoc/>
    public override string? Key(RecordedEvent e) => e.Data is TestOutputPublished ? e.StreamName : null;

    /// <inheritdoc/>
    public override TestOutputRow Evolve(TestOutputRow? row, RecordedEvent e) => e.Data switch
    {
        TestOutputPublished published => new(
            e.Stream.SubjectId,
            e.Stream.SubjectSource,
            published.OutputType ?? row?.OutputType,
            published.Format ?? row?.Format,
            published.Uri ?? row?.Url,
            published.TestCaseRun is null ? row?.TestCaseRunId : published.TestCaseRun.Id,
            published.TestCaseRun is null ? row?.TestCaseRunSource : published.TestCaseRun.Source,
            e.OccurredAt,
            e.ChainId ?? row?.ChainId,
            e.Position),
        _ => throw new NotSupportedException(e.Type.Alias),
    };
}
