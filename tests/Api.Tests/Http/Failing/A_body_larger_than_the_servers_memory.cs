using System.Globalization;
using System.IO.Pipelines;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Failing;

[Trait("Category", "Nightly")]
public class A_body_larger_than_the_servers_memory
{
    private const int Count = 20_000;

    /// <summary>80 MiB; the body has 120.</summary>
    private const string HeapLimit = "0x5000000";

    [Fact]
    public async Task is_taken_in_order()
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();
        await using var server = await ServerProcess.StartAsync(database.ConnectionString, ("DOTNET_GCHeapHardLimit", HeapLimit), ("DOTNET_gcServer", "0"));
        using var client = new HttpClient { BaseAddress = server.Url, Timeout = TimeSpan.FromMinutes(5) };
        var pipe = new Pipe();
        using var body = new FlowingContent(pipe.Reader);
        var posting = client.PostAsync("/cdevents", body, Ct);

        var padding = new string('x', 6000);
        for (var i = 0; i < Count && !posting.IsCompleted; i++)
        {
            var run = string.Create(CultureInfo.InvariantCulture, $"run-{i:00000}");
            var content = new IncidentDetected { Environment = new Reference("production"), Description = padding };
            var e = new CDEvent(run, "https://ci.example.com", Events.T(i), run, content);
            await pipe.Writer.WriteAsync(Lines([e.ToUtf8Json()]), Ct);
        }

        await pipe.Writer.CompleteAsync();
        await posting.ContinueWith(_ => { }, Ct, TaskContinuationOptions.None, TaskScheduler.Default);
        posting.IsCompletedSuccessfully.ShouldBeTrue($"{posting.Exception?.GetBaseException().Message} {server.Log}");
        using var response = await posting;

        var receipt = (await response.ManyAsync())!;
        (receipt.Appended, receipt.FirstPosition, receipt.LastPosition).ShouldBe((Count, 1, Count), server.Log);
        (await database.DataSource.ColumnAsync<string>("select stream_id from events.mt_events order by seq_id")).ShouldBeInOrder();
    }
}
