using System.Net;
using System.Net.Http.Json;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Subscriptions;

public sealed class A_subscription(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;
    private readonly string name = $"s-{Guid.NewGuid():N}";

    [Fact]
    public async Task delivers_what_is_there_and_what_comes_in_the_order_of_the_log()
    {
        await using var receiver = await Receiver.StartAsync();
        await api.RecordAsync(Subscribed.Runs(20, name));
        await api.SubscribeAsync(name, new { type = "http", url = receiver.Url, format = "batch" }, new { subjects = new[] { $"{name}*" } });
        await api.DeliveredAsync(name);
        await api.RecordAsync(Events.PipelineRunQueued($"{name}-late", 1));
        await api.DeliveredAsync(name);

        receiver.Ids.ShouldBe([.. Subscribed.Runs(20, name).Select(e => e.ContextId), $"{name}-late-queued-1"]);
        receiver.Taken.Count.ShouldBeLessThan(20);
        (await api.SubscriptionAsync(name)).Whole("delivered").ShouldBe(61);
    }

    [Fact]
    public async Task lets_through_what_its_filter_wants_and_sends_what_its_transform_makes_of_it()
    {
        await using var receiver = await Receiver.StartAsync();
        await api.RecordAsync(
            Events.ServiceDeployed($"{name}-a", $"{name}/production", "pkg:oci/a@1", 1), Events.ServiceDeployed($"{name}-b", $"{name}/staging", "pkg:oci/b@1", 1),
            Events.ServiceUpgraded($"{name}-c", $"{name}/production", "pkg:oci/c@1", 1), Events.ServiceDeployed($"{name}-x", $"{name}/production", "pkg:oci/x@1", 1),
            Events.PipelineRunQueued($"{name}-run", 1));
        await api.SubscribeAsync(
            name, new { type = "http", url = receiver.Url, format = "cdevents" },
            new { types = new[] { "dev.cdevents.service.*" }, environments = new[] { $"{name}/prod*" }, predicate = "e => !e.subject.id.endsWith('-x')" },
            "(e, log) => ({ text: `${e.subject.id} ${log.type}`, position: log.position })");
        await api.DeliveredAsync(name);

        receiver.Taken.Select(one => one.Json.Text("text")).ShouldBe([$"{name}-a service_deployed", $"{name}-c service_upgraded"]);
        receiver.Taken.ShouldAllBe(one => one.Headers["CdViz-Position"] == $"{one.Json.Whole("position")}");
    }

    [Fact]
    public async Task waits_for_a_receiver_that_fails_and_then_delivers_everything_while_others_go_on()
    {
        await using var failing = await Receiver.StartAsync();
        await using var well = await Receiver.StartAsync();
        failing.Answer(500);
        var filter = new { subjects = new[] { $"{name}*" } };
        await api.SubscribeAsync(name, new { type = "http", url = failing.Url, format = "batch" }, filter);
        await api.SubscribeAsync($"{name}-other", new { type = "http", url = well.Url, format = "batch" }, filter);
        await api.RecordAsync(Subscribed.Runs(50, name));
        await api.DeliveredAsync($"{name}-other");
        await WaitFor.TrueAsync(async () => (await api.SubscriptionAsync(name)).Whole("attempts") >= 5, "it is tried again and again");
        var waiting = await api.SubscriptionAsync(name);
        waiting.Text("state").ShouldBe("waiting");
        waiting.Text("lastError").ShouldBe("It answers 500.");
        waiting.Whole("held").ShouldBe(0);

        failing.Take();
        await api.DeliveredAsync(name);

        failing.Ids.ShouldBe(Subscribed.Runs(50, name).Select(e => e.ContextId));
        well.Ids.ShouldBe(failing.Ids);
    }

    [Theory, InlineData(500, "batch"), InlineData(422, "batch"), InlineData(500, "binary"), InlineData(422, "binary")]
    public async Task holds_back_the_subject_of_an_event_that_cant_be_delivered_and_no_other(int status, string format)
    {
        await using var receiver = await Receiver.StartAsync();
        var poison = $"{name}-3-started-2";
        receiver.Answer((delivery, context) =>
        {
            context.Response.StatusCode = delivery.Ids.Contains(poison) ? status : 204;
            return Task.CompletedTask;
        });
        await api.RecordAsync(Subscribed.Runs(10, name));
        await api.SubscribeAsync(name, new { type = "http", url = receiver.Url, format }, new { subjects = new[] { $"{name}*" } });

        await WaitFor.TrueAsync(async () => (await api.SubscriptionAsync(name)) is var one && one.Whole("lagEvents") == 0 && one.Whole("held") == 1, "all others are through");
        await api.RecordAsync(Subscribed.Runs(1, $"{name}-more"));
        if (status is 422)
        {
            var hold = (await api.HoldsAsync(name)).ShouldHaveSingleItem();
            hold.Text("state").ShouldBe("dead");
            hold.Whole("waiting").ShouldBe(2);
            hold.Text("stream")!.ShouldEndWith($"{name}-3");
        }

        receiver.Ids.ShouldNotContain($"{name}-3-finished-3");
        receiver.Take();
        await api.ActAsync(name, "try");
        await api.DeliveredAsync(name);
        receiver.Ids.Distinct().Order().ShouldBe(Subscribed.Runs(10, name).Concat(Subscribed.Runs(1, $"{name}-more")).Select(e => e.ContextId).Order());
        Ordered(receiver.Ids);
    }

    [Fact]
    public async Task tries_an_event_again_until_it_is_dead_and_lets_go_of_it_when_told()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer((delivery, context) =>
        {
            context.Response.StatusCode = delivery.Ids.Contains($"{name}-0-queued-1") ? 500 : 204;
            return Task.CompletedTask;
        });
        await api.SubscribeAsync(name, new { type = "http", url = receiver.Url }, new { subjects = new[] { $"{name}*" } }, attempts: 3);
        await api.RecordAsync(Subscribed.Runs(2, name));
        for (var n = 0; (await api.HoldsAsync(name)).All(hold => hold.Text("state") != "dead"); n++)
        {
            // While something else gets through, it is the event's fault.
            n.ShouldBeLessThan(200);
            await api.RecordAsync(Events.PipelineRunQueued($"{name}-beside-{n}", 1));
            await Task.Delay(20, Ct);
        }

        var dead = (await api.HoldsAsync(name)).ShouldHaveSingleItem();
        (await api.ActAsync(name, $"skip?position={dead.Whole("position")}")).Whole("skipped").ShouldBe(1);
        await api.DeliveredAsync(name);
        receiver.Ids.ShouldNotContain($"{name}-0-queued-1");
        receiver.Ids.ShouldContain($"{name}-0-finished-3");
        await (await api.Client.PostAsync($"/subscriptions/{name}/skip?position={dead.Whole("position")}", null, Ct)).ShouldRefuseAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task pauses_resumes_and_goes_back()
    {
        await using var receiver = await Receiver.StartAsync();
        await api.SubscribeAsync(name, new { type = "http", url = receiver.Url, format = "ndjson" }, new { subjects = new[] { $"{name}*" } }, from: "now");
        await api.RecordAsync(Events.PipelineRunQueued($"{name}-1", 1));
        await api.DeliveredAsync(name);
        (await api.ActAsync(name, "pause")).Text("state").ShouldBe("paused");
        await api.RecordAsync(Events.PipelineRunQueued($"{name}-2", 1));
        await WaitFor.TrueAsync(async () => (await api.SubscriptionAsync(name)).Whole("lagEvents") > 0, "it waits");
        receiver.Ids.ShouldBe([$"{name}-1-queued-1"]);
        await api.ActAsync(name, "resume");
        await api.DeliveredAsync(name);
        receiver.Ids.ShouldBe([$"{name}-1-queued-1", $"{name}-2-queued-1"]);

        await api.ActAsync(name, "rewind?to=beginning");
        await WaitFor.TrueAsync(() => Task.FromResult(receiver.Ids.Count == 4), "both are delivered again");
        var from = await api.Database.DataSource.ScalarAsync<DateTime>($"select max(timestamp) from events.mt_events where stream_id like '%{name}-2'");
        await api.DeliveredAsync(name);
        await api.ActAsync(name, $"rewind?to={from:yyyy-MM-ddTHH:mm:ss.ffffffZ}");
        await WaitFor.TrueAsync(() => Task.FromResult(receiver.Ids.Count == 5), "the second is delivered again");
        receiver.Ids[^1].ShouldBe($"{name}-2-queued-1");
    }

    [Fact]
    public async Task holds_back_what_its_script_fails_over()
    {
        await using var receiver = await Receiver.StartAsync();
        await api.RecordAsync(Events.PipelineRunQueued($"{name}-1", 1), Events.PipelineRunQueued($"{name}-2", 1));
        await api.SubscribeAsync(
            name, new { type = "http", url = receiver.Url }, new { subjects = new[] { $"{name}*" }, predicate = "e => { if (e.subject.id.endsWith('-1')) { while (true) {} } return true; }" });
        await WaitFor.TrueAsync(async () => (await api.SubscriptionAsync(name)).Whole("dead") == 1, "it is held back");
        await WaitFor.TrueAsync(() => Task.FromResult(receiver.Ids.Count == 1), "the other is delivered");
        (await api.HoldsAsync(name)).ShouldHaveSingleItem().Text("reason")!.ShouldContain("longer than 1 s");
    }

    [Fact]
    public async Task shows_no_secret_and_says_what_is_wrong_with_it()
    {
        var sink = new { type = "http", url = "http://user:hush@127.0.0.1:9/path?key=hush", token = "hush", secret = "hush", headers = new Dictionary<string, string> { ["X-Key"] = "hush" } };
        (await api.SubscribeAsync(name, sink)).ToString().ShouldNotContain("hush");
        (await api.Client.GetStringAsync("/subscriptions", Ct)).ShouldNotContain("hush");
        (await api.Client.GetStringAsync($"/subscriptions/{name}", Ct)).ShouldNotContain("hush");
        await (await api.Client.PostAsJsonAsync($"/subscriptions/{name}", new { sink }, Ct)).ShouldRefuseAsync(HttpStatusCode.Conflict);
        (await api.Client.DeleteAsync($"/subscriptions/{name}", Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await api.Client.GetAsync($"/subscriptions/{name}", Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        foreach (var (body, pointer) in ((object, string)[])
        [
            (new { sink = new { type = "pigeon" } }, "/sink/type"), (new { sink = new { type = "http" } }, "/sink/url"), (new { sink = new { type = "http", url = "ftp://x" } }, "/sink/url"),
            (new { sink = new { type = "folder", folder = "/etc" } }, "/sink/folder"), (new { sink = new { type = "http", url = "http://x", tokenFile = "/etc/passwd" } }, "/sink/tokenFile"),
            (new { sink = new { type = "rabbitmq", url = "http://x", route = "q" } }, "/sink/url"), (new { sink, from = "yesterday" }, "/from"),
            (new { sink = new { type = "kafka", url = "x:1", target = "t", options = new Dictionary<string, string> { ["plugin.library.paths"] = "/tmp/x" } } }, "/sink/options"), (new { sink, transform = "e =>" }, "/transform"), (new { sink, filter = new { predicate = "17" } }, "/filter/predicate"),
            (new { sink, filtre = new { } }, "/filtre"), (new { sink, filter = (object?)null }, "/filter"),
        ])
        {
            var problem = await (await api.Client.PutAsJsonAsync($"/subscriptions/{name}", body, Ct)).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity);
            problem.FirstError().Pointer.ShouldBe(pointer, problem.ToString());
        }
    }

    [Fact]
    public async Task gets_another_definition_and_stays_where_it_is()
    {
        await using var one = await Receiver.StartAsync();
        await using var other = await Receiver.StartAsync();
        var filter = new { subjects = new[] { $"{name}*" } };
        await api.SubscribeAsync(name, new { type = "http", url = one.Url }, filter, from: "now");
        await api.RecordAsync(Events.PipelineRunQueued($"{name}-1", 1));
        await api.DeliveredAsync(name);
        await (await api.Client.PutAsJsonAsync($"/subscriptions/{name}", new { sink = new { type = "http", url = other.Url }, filter, from = "beginning" }, Ct)).ShouldAnswerAsync(HttpStatusCode.OK);
        await api.RecordAsync(Events.PipelineRunQueued($"{name}-2", 1));
        await api.DeliveredAsync(name);

        one.Ids.ShouldBe([$"{name}-1-queued-1"]);
        other.Ids.ShouldBe([$"{name}-2-queued-1"]);
        var metrics = await api.Client.GetStringAsync("/metrics", Ct);
        metrics.ShouldContain($"cdviz_subscription_lag_events{{subscription=\"{name}\"}} 0");
        metrics.ShouldContain($"cdviz_subscription_delivered_total{{subscription=\"{name}\"}} 2");
    }

    /// <summary>Events of one run came first in their order; a repetition goes on from where it began again.</summary>
    internal static void Ordered(IEnumerable<string> ids)
    {
        string[] steps = ["queued", "started", "finished"];
        foreach (var run in ids.GroupBy(id => id[..id.LastIndexOf('-', id.LastIndexOf('-') - 1)]))
        {
            var places = run.Select(id => Array.FindIndex(steps, step => id.Contains($"-{step}-", StringComparison.Ordinal))).ToList();
            var highest = -1;
            foreach (var place in places)
            {
                place.ShouldBeLessThanOrEqualTo(highest + 1, $"{run.Key}: {string.Join(' ', places)}");
                highest = Math.Max(highest, place);
            }
        }
    }
}
