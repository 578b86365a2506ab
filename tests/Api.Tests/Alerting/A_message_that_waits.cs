using System.Globalization;
using System.Net;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Alerting;

public sealed class A_message_that_waits : IAsyncLifetime
{
    private readonly Receiver receiver = new();

    public async ValueTask InitializeAsync() => await receiver.StartAsync();

    public ValueTask DisposeAsync() => receiver.DisposeAsync();

    [Fact]
    public async Task is_sent_once_though_servers_are_killed_between_what_happened_and_the_sending()
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();
        (string, string?)[] settings = [("Alerts__dep__Rule", "deployed"), ("Alerts__dep__Target", "webhook"), ("Alerts__dep__Url", receiver.Address), ("Alerts__dep__Group", "01:00:00")];
        await using (var first = await ServerProcess.StartAsync(database.ConnectionString, settings))
        {
            await LookedAsync(database);
            using var client = new HttpClient { BaseAddress = first.Url };
            using var content = new ReadOnlyMemoryContent(Deployed("cart").Json) { Headers = { ContentType = new("application/json") } };
            (await client.PostAsync("/cdevents", content, Ct)).EnsureSuccessStatusCode();
            await WaitFor.TrueAsync(() => MessagesAsync(database, "waiting"), "what happened is noted, and its message waits");
            await first.KillAsync();
        }

        receiver.Seen.ShouldBeEmpty();
        await database.DataSource.ExecuteAsync("update events.alert_message set due_at = now()");
        await using (var second = await ServerProcess.StartAsync(database.ConnectionString, settings))
        {
            await WaitFor.TrueAsync(() => MessagesAsync(database, "sent"), "the next server sends it");
            await second.KillAsync();
        }

        await database.DataSource.ExecuteAsync("update events.alert set looked_at = '2000-01-01'");
        await using var third = await ServerProcess.StartAsync(database.ConnectionString, settings);
        await LookedAsync(database);

        receiver.Seen.ShouldHaveSingleItem().Body["title"]!.GetValue<string>().ShouldBe("cart 1 was deployed to production");
        (await database.DataSource.ScalarAsync<long>("select count(*) from events.alert_message")).ShouldBe(1);
    }

    [Fact]
    public async Task is_tried_again_after_pauses_given_up_at_last_and_sent_when_that_is_asked_for()
    {
        await using var api = await StartAsync();
        receiver.Answer = seen => seen < 2 ? 500 : 200;
        await DeployAsync(api, "again");
        await WaitFor.TrueAsync(() => MessagesAsync(api.Database, "sent"), "it is sent");
        receiver.Seen.Count.ShouldBe(3);
        (await api.Database.DataSource.ScalarAsync<int>("select attempts from events.alert_message")).ShouldBe(3);

        receiver.Answer = _ => 500;
        await DeployAsync(api, "never");
        await WaitFor.TrueAsync(async () => await api.Database.DataSource.ExecuteAsync("update events.alert_message set attempts = 11 where state = 'waiting' and attempts > 0 and taken_until is null") > 0, "it is tried");
        await api.Database.DataSource.ExecuteAsync("update events.alert_message set due_at = now() where state = 'waiting'");
        await WaitFor.TrueAsync(() => MessagesAsync(api.Database, "dead"), "it is given up");
        var standing = (await api.GetAsync("/alerts")).GetProperty("items")[0];
        (standing.Whole("dead"), standing.Text("error")).ShouldBe((1, "Webhook answered 500: said   so"));

        receiver.Answer = _ => 200;
        await (await api.Client.PostAsync("/alerts/dep/redrive", null, Ct)).ShouldAnswerAsync(HttpStatusCode.OK);
        await WaitFor.TrueAsync(() => MessagesAsync(api.Database, "sent", 2), "it is sent after all");
    }

    [Fact]
    public async Task waits_as_long_as_its_receiver_asks_to()
    {
        receiver.Answer = _ => 429;
        receiver.Asks["X-RateLimit-Reset"] = $"{DateTimeOffset.UtcNow.AddMinutes(20).ToUnixTimeMilliseconds()}";
        await using var api = await StartAsync();
        await DeployAsync(api, "busy");

        await WaitFor.TrueAsync(
            () => api.Database.DataSource.ScalarAsync<bool>(
                "select coalesce(bool_or(due_at between now() + interval '15 minutes' and now() + interval '25 minutes'), false) from events.alert_message where state = 'waiting'"),
            "it waits");
        receiver.Seen.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task is_not_sent_in_quiet_hours_but_at_their_end()
    {
        var now = DateTime.UtcNow;
        await using var api = await StartAsync(alert => alert with
        {
            QuietHours = string.Create(CultureInfo.InvariantCulture, $"{now.AddHours(-2):HH:mm}-{now.AddHours(2):HH:mm}"),
        });

        await DeployAsync(api, "quiet");
        await WaitFor.TrueAsync(() => api.Database.DataSource.ScalarAsync<bool>("select coalesce(max(due_at) > now() + interval '1 hour', false) from events.alert_message"), "it waits for the end");

        receiver.Seen.ShouldBeEmpty();
        (await MessagesAsync(api.Database, "waiting")).ShouldBeTrue();
    }

    [Fact]
    public async Task is_not_sent_once_the_alert_is_silenced_and_commands_say_how_it_stands()
    {
        await using var api = await TestApi.ListenAsync(settings => settings with { Alerts = [Alert() with { Group = TimeSpan.FromHours(1) }] });
        await LookedAsync(api.Database);
        await DeployAsync(api, "quiet");
        await WaitFor.TrueAsync(() => MessagesAsync(api.Database, "waiting"), "it waits");
        var url = api.Client.BaseAddress!.ToString();

        var (exit, output, error) = await TestProgram.RunAsync(["alerts", "silence", "dep", "--until", "2999-01-01T00:00:00Z", "--why", "maintenance", "--url", url]);
        (exit, output).ShouldBe((ExitCode.Done, $"dep: It is silent until 2999-01-01 00:00:00 UTC.{Environment.NewLine}"), error);
        await api.Database.DataSource.ExecuteAsync("update events.alert_message set due_at = now()");
        await WaitFor.TrueAsync(() => MessagesAsync(api.Database, "silenced"), "it is not sent any more");
        receiver.Seen.ShouldBeEmpty();
        (await TestProgram.RunAsync(["alerts", "--json", "--url", url])).Output.ShouldContain("\"silencedWhy\":\"maintenance\"");
        (await TestProgram.RunAsync(["alerts", "unsilence", "dep", "--url", url])).ExitCode.ShouldBe(ExitCode.Done);

        (await TestProgram.RunAsync(["alerts", "test", "dep", "--url", url])).Output.ShouldBe($"dep: It was taken.{Environment.NewLine}");
        receiver.Seen.ShouldHaveSingleItem().Body["title"]!.GetValue<string>().ShouldBe("dep: a test");
        receiver.Answer = _ => 410;
        (await TestProgram.RunAsync(["alerts", "test", "dep", "--url", url])).ShouldSatisfyAllConditions(
            told => told.ExitCode.ShouldBe(ExitCode.No), told => told.Error.ShouldContain("Webhook answered 410"));
        (await TestProgram.RunAsync(["alerts", "test", "nobody", "--url", url])).Error.ShouldContain("There is no alert 'nobody'");
    }

    private static AdmittedEvent Deployed(string service) => Events.ServiceDeployed(service, "production", "pkg:oci/shop?tag=1", Seen.Ago(TimeSpan.FromMinutes(1)));

    private static Task LookedAsync(TestDatabase database) =>
        WaitFor.TrueAsync(() => database.DataSource.ScalarAsync<bool>("select coalesce(max(looked_at) > '2001-01-01', false) from events.alert where fingerprint <> ''"), "it has looked");

    private static Task<bool> MessagesAsync(TestDatabase database, string state, int count = 1) =>
        database.DataSource.ScalarAsync<bool>("select count(*) = $2 from events.alert_message where state = $1", state, count);

    private static async Task DeployAsync(TestApi api, string service) =>
        await (await api.PostAsync(Deployed(service).Json)).ShouldAnswerAsync(HttpStatusCode.Created);

    private AlertSettings Alert() => new() { Key = "dep", Rule = AlertRule.Deployed, Target = AlertTargetKind.Webhook, Url = receiver.Address, Group = TimeSpan.Zero };

    private async Task<TestApi> StartAsync(Func<AlertSettings, AlertSettings>? change = null)
    {
        var api = await TestApi.StartAsync(settings => settings with { Alerts = [change?.Invoke(Alert()) ?? Alert()] });
        await LookedAsync(api.Database);
        return api;
    }
}
