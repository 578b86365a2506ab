using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace CdViz.Api.Tests.Http;

public sealed class A_running_server(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task hears_of_new_events()
    {
        var signal = fixture.Api.Services.GetRequiredService<LogSignal>();
        var answer = await (await fixture.Api.PostAsync(Events.PipelineRunStarted("heard", 1).Json)).ShouldAnswerAsync(HttpStatusCode.Created);

        await WaitFor.TrueAsync(() => Task.FromResult(signal.Head >= answer.Whole("position")), "the server has heard of the event");
    }
}
