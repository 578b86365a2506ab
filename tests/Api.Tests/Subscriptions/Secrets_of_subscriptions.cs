using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Npgsql;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Subscriptions;

public sealed class Secrets_of_subscriptions(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Hush = "hush-4711-secret";

    private readonly TestApi api = fixture.Api;
    private readonly string name = $"x-{Guid.NewGuid():N}";

    // One of each kind that can be made while servers run, with a secret wherever one may be.
    private static readonly Dictionary<string, object> Sinks = new()
    {
        ["http"] = new { type = "http", url = $"http://user:{Hush}@127.0.0.1:9/{Hush}?key={Hush}", token = Hush, secret = Hush, headers = new Dictionary<string, string> { ["X-Key"] = Hush } },
        ["cdviz"] = new { type = "cdviz", url = $"http://user:{Hush}@127.0.0.1:9?key={Hush}", token = Hush, headers = new Dictionary<string, string> { ["Cookie"] = $"a={Hush}" } },
        ["clickhouse"] = new { type = "clickhouse", url = $"http://127.0.0.1:9?password={Hush}", target = "t", user = "u", password = Hush },
        ["otlp"] = new { type = "otlp", url = "http://127.0.0.1:9", token = Hush, headers = new Dictionary<string, string> { ["api-key"] = Hush } },
        ["rabbitmq"] = new { type = "rabbitmq", url = $"amqp://user:{Hush}@127.0.0.1:9", route = "r" },
        ["nats"] = new { type = "nats", url = $"nats://user:{Hush}@127.0.0.1:9", route = "r", user = "u", password = Hush },
        ["kafka"] = new { type = "kafka", url = "127.0.0.1:9", target = "t", timeout = "00:00:00.5", options = new Dictionary<string, string> { ["sasl.password"] = Hush, ["sasl.username"] = "u", ["security.protocol"] = "SASL_PLAINTEXT", ["sasl.mechanism"] = "PLAIN" } },
        ["github"] = new { type = "github", url = $"http://127.0.0.1:9?key={Hush}", target = "acme/shop", token = Hush },
        ["s3"] = new { type = "s3", url = "http://127.0.0.1:9", target = "bucket", user = "u", password = Hush },
    };

    [Fact]
    public async Task are_nowhere_to_be_seen()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer(async (delivery, context) =>
        {
            // A receiver that repeats what it was sent.
            context.Response.StatusCode = 401;
            await context.Response.WriteAsync($"{delivery.Path} {string.Join(' ', delivery.Headers.Select(one => $"{one.Key}: {one.Value}"))}", Ct);
        });
        await api.RecordAsync(Events.PipelineRunQueued(name, 1), Events.ServiceDeployed(name, "production", "pkg:oci/a?tag=1", 1));
        var echo = new { type = "http", url = $"{receiver.Url}/{Hush}?key={Hush}", token = Hush, headers = new Dictionary<string, string> { ["X-Key"] = Hush } };
        foreach (var (kind, sink) in Sinks.Append(new("echo", echo)))
        {
            (await api.SubscribeAsync($"{name}-{kind}", sink)).ToString().ShouldNotContain(Hush);
        }

        Sinks.Keys.ShouldBe(Enum.GetNames<SinkType>().Select(kind => kind.ToLowerInvariant()).Where(kind => kind is not ("stdout" or "folder")), ignoreOrder: true);
        foreach (var kind in Sinks.Keys.Append("echo"))
        {
            await WaitFor.TrueAsync(async () => (await api.SubscriptionAsync($"{name}-{kind}")).Text("lastError") is not null, $"{kind} has failed");
        }

        (await api.SubscriptionAsync($"{name}-echo")).Text("lastError")!.ShouldContain("X-Key: ***");
        (await api.Client.GetStringAsync("/subscriptions", Ct)).ShouldNotContain(Hush);
        (await api.Client.GetStringAsync("/metrics", Ct)).ShouldNotContain(Hush);
        var dump = await DumpAsync(api.Database.DataSource);
        dump.ShouldContain($"{name}-echo");
        dump.ShouldNotContain(Hush);
        dump.ShouldNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Hush)));
        dump.ShouldNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(Hush))[..12]);
    }

    [Fact]
    public async Task arrive_where_they_are_wanted()
    {
        await using var receiver = await Receiver.StartAsync();
        await api.RecordAsync(Events.PipelineRunQueued(name, 1));
        await api.SubscribeAsync(
            name, new { type = "http", url = $"{receiver.Url}/{Hush}?key={Hush}", token = Hush, headers = new Dictionary<string, string> { ["X-Key"] = Hush } }, new { subjects = new[] { name } });
        await api.DeliveredAsync(name);

        var sent = receiver.Taken.ShouldHaveSingleItem();
        (sent.Path, sent.Headers["Authorization"], sent.Headers["X-Key"]).ShouldBe(($"/{Hush}?key={Hush}", $"Bearer {Hush}", Hush));
    }

    [Fact]
    public async Task that_lie_there_as_they_are_are_sealed_and_sealed_anew_with_another_key()
    {
        var database = api.Database.DataSource;
        var definition = new { sink = new { type = "http", url = $"http://127.0.0.1:9/{Hush}", token = Hush } };
        await using (var insert = database.CreateCommand("insert into events.subscription (name, origin, definition, shown, position, paused) values ($1, 'made', $2::jsonb, $2::jsonb, 0, true)"))
        {
            insert.Parameters.AddRange((NpgsqlParameter[])[new() { Value = name }, new() { Value = JsonSerializer.Serialize(definition) }]);
            await insert.ExecuteNonQueryAsync(Ct);
        }

        (await SubscriptionSecrets.SealAsync(database, new SecretBox(), Ct)).ShouldContain(name, "there is no key");
        (await SubscriptionSecrets.SealAsync(database, new SecretBox(ServerProcess.SecretsKey), Ct)).ShouldNotContain(name);
        (await DumpAsync(database)).ShouldNotContain(Hush);
        var first = await database.ScalarAsync<string>($"select definition::text from events.subscription where name = '{name}'");
        (await SubscriptionSecrets.SealAsync(database, new SecretBox(ServerProcess.SecretsKey), Ct)).ShouldNotContain(name);
        (await database.ScalarAsync<string>($"select definition::text from events.subscription where name = '{name}'")).ShouldBe(first, "what is sealed stays as it is");

        var other = new string('k', 40);
        (await SubscriptionSecrets.SealAsync(database, new SecretBox(other), Ct)).ShouldContain(name, "the old key is not there");
        (await SubscriptionSecrets.SealAsync(database, new SecretBox(other, ServerProcess.SecretsKey), Ct)).ShouldNotContain(name);
        (await SubscriptionSecrets.SealAsync(database, new SecretBox(other), Ct)).ShouldNotContain(name, "the old key is not needed any more");

        // This server has not the new key.
        await api.ActAsync(name, "resume");
        await WaitFor.TrueAsync(async () => (await api.SubscriptionAsync(name)).Text("lastError")?.Contains("Secrets:OldKeys", StringComparison.Ordinal) is true, "it says what is wrong");
        (await api.SubscriptionAsync(name)).Text("state").ShouldBe("waiting");
        (await api.Client.DeleteAsync($"/subscriptions/{name}", Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task are_not_kept_without_a_key()
    {
        await using var bare = await TestApi.StartAsync(settings => settings with { Secrets = new() });
        foreach (var (sink, pointer) in ((object, string)[])
        [
            (new { type = "http", url = "http://127.0.0.1:9/hook" }, "/sink/url"), (new { type = "http", url = "http://127.0.0.1:9", token = Hush }, "/sink/token"),
            (new { type = "http", url = "http://127.0.0.1:9", headers = new Dictionary<string, string> { ["X-Key"] = Hush } }, "/sink/headers"),
            (new { type = "rabbitmq", url = "amqp://user:pass@127.0.0.1:9", route = "q" }, "/sink/url"), (Sinks["kafka"], "/sink/options"), (Sinks["s3"], "/sink/password"),
        ])
        {
            var problem = await (await bare.Client.PutAsJsonAsync($"/subscriptions/{name}", new { sink }, Ct)).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity);
            problem.FirstError().Pointer.ShouldBe(pointer, problem.ToString());
            problem.ToString().ShouldContain("Secrets:Key");
            problem.ToString().ShouldNotContain(Hush);
        }

        await (await bare.Client.PutAsJsonAsync($"/subscriptions/{name}", new { sink = new { type = "http", url = "http://127.0.0.1:9" } }, Ct)).ShouldAnswerAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task that_are_hidden_are_not_taken_for_secrets()
    {
        foreach (var sink in (object[])
        [
            new { type = "http", url = "http://127.0.0.1:9/***" }, new { type = "http", url = "http://127.0.0.1:9", token = "***" },
            new { type = "http", url = "http://127.0.0.1:9", headers = new Dictionary<string, string> { ["X-Key"] = "***" } },
            new { type = "http", url = "http://127.0.0.1:9", secret = new SecretBox(ServerProcess.SecretsKey).Seal(Hush, "elsewhere") },
        ])
        {
            (await (await api.Client.PutAsJsonAsync($"/subscriptions/{name}", new { sink }, Ct)).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity)).ToString().ShouldContain("the secret itself");
        }
    }

    [Fact]
    public void can_only_be_opened_where_they_were_sealed_and_as_they_were()
    {
        var box = new SecretBox(ServerProcess.SecretsKey);
        var kept = box.Seal(Hush, "here");

        box.Open(kept, "here").ShouldBe(Hush);
        box.Seal(Hush, "here").ShouldNotBe(kept);
        Should.Throw<SecretException>(() => box.Open(kept, "there"));
        Should.Throw<SecretException>(() => box.Open($"{kept[..^6]}AAAAA=", "here"));
        Should.Throw<SecretException>(() => box.Open("sealed:", "here"));
        Should.Throw<SecretException>(() => new SecretBox("another key of more than 32 characters").Open(kept, "here"));
    }

    /// <summary>All rows of all tables, as a dump of the database has them.</summary>
    private static async Task<string> DumpAsync(NpgsqlDataSource database)
    {
        var dump = new StringBuilder();
        await using var tables = database.CreateCommand("select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')");
        List<string> names = [];
        await using (var reader = await tables.ExecuteReaderAsync(Ct))
        {
            while (await reader.ReadAsync(Ct))
            {
                names.Add(reader.GetString(0));
            }
        }

        names.ShouldContain("events.subscription");
        foreach (var table in names)
        {
            dump.AppendLine(await database.ScalarAsync<string>($"select coalesce(string_agg(t::text, E'\\n'), '') from {table} t"));
        }

        return dump.ToString();
    }
}
