using CdViz.Support;
using static CdViz.Adapters.Tests.Logs;

namespace CdViz.Adapters.Tests;

public sealed class An_append(DatabaseFixture db) : IClassFixture<DatabaseFixture>
{
    [Fact]
    public async Task gives_positions_and_versions_in_order()
    {
        await using var appender = db.DataSource.Appender();
        var head = await new EventLog(db.DataSource).HeadAsync(Ct);

        var outcomes = await appender.AppendAsync(Events.PipelineRunQueued("order-1", 1), Events.PipelineRunQueued("order-2", 1), Events.PipelineRunStarted("order-1", 2));
        var later = (await appender.AppendAsync(Events.PipelineRunFinished("order-1", 3))).ShouldBeAppended();

        outcomes.Select(outcome => outcome.ShouldBeAppended().Position - head).ShouldBe([1, 2, 3]);
        outcomes.Select(outcome => outcome.ShouldBeAppended().Version).ShouldBe([1, 1, 2]);
        (later.Position - head, later.Version).ShouldBe((4, 3));
    }
}
