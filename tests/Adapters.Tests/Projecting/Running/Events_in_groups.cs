namespace CdViz.Adapters.Tests.Projecting.Running;

public class Events_in_groups
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("pipeline_runs")]
    [InlineData("current_deployments")]
    public async Task come_whole_and_once_however_the_log_is_cut_into_pages(string name)
    {
        var projection = ProjectionCatalogue.All.Single(p => p.Name == name);
        var span = projection.Accept(new SpanOf());
        var random = new RandomEvents(20261126);
        await using var log = await ProjectedLog.CreateAsync([projection]);
        await log.AppendAsync(random.Shuffled(random.Of([.. projection.Reads, .. EventTypes.OfSubject("artifact"), EventTypes.Custom], 400, subjects: 9)), batch: 17);
        await using var connection = await log.Database.OpenConnectionAsync(Ct);
        var head = await EventFeed.HeadAsync(connection, Ct);
        foreach (var (after, upTo) in ((long, long)[])[(0, head), (0, head / 2), (head / 3, head), (head / 3, head / 2)])
        {
            var expected = Groups((await EventFeed.PageAsync(connection, projection, 0, upTo, Ct)).Events, span).Where(group => group[^1] > after).ToList();
            expected.Count.ShouldBeGreaterThan(5);
            expected.ShouldContain(group => group.Count > 5);
            foreach (var positions in (long[])[1, 7, 50, head])
            {
                List<List<long>> read = [];
                for (var from = after; from < upTo; from += positions)
                {
                    await foreach (var group in EventGroups.ReadAsync(connection, projection, span, (after, upTo), (from, Math.Min(from + positions, upTo)), Ct))
                    {
                        read.Add([.. group.Select(e => e.Position).Order()]);
                    }
                }

                read.Select(group => string.Join(' ', group)).Order().ShouldBe(expected.Select(group => string.Join(' ', group)).Order());
            }
        }
    }

    private static IEnumerable<List<long>> Groups(IEnumerable<RecordedEvent> events, KeySpan span) => events
        .GroupBy(e => span is KeySpan.Stream ? e.StreamName : $"{e.Stream.SubjectType} {e.Stream.SubjectId}")
        .Select(group => group.Select(e => e.Position).Order().ToList());

    private sealed class SpanOf : IProjectionVisitor<KeySpan>
    {
        public KeySpan Visit<TRow>(Fold<TRow> fold) where TRow : class => fold.Span;

        public KeySpan Visit(SqlProjection statement) => throw new InvalidOperationException("A statement has no keys.");
    }
}
