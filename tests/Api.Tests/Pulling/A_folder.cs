using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Pulling;

public sealed class A_folder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cdviz-folder-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task is_read_in_all_formats_and_on_after_a_restart()
    {
        var events = Enumerable.Range(0, 9).Select(n => Events.PipelineRunQueued($"run-{n}", n)).ToList();
        Write("one.json", events[0].Text());
        Write("deep/er/many.json", $"[{events[1].Text()},\n{events[2].Text()}]");
        Write("lines.ndjson", $"{events[3].Text()}\r\n\n{events[4].Text()}\n");
        Write("cloud.json", $$"""{"specversion":"1.0","id":"x","source":"/x","type":"y","data":{{events[5].Text()}}}""");
        Write("yaml.yaml", $"---\n{events[6].Text()}\n---\n- {events[7].Text()}\n");
        Write("left-out.json", events[8].Text());
        Write("notes.txt", "nothing");
        await using var database = await TestDatabase.CreateProvisionedAsync();

        await using (var first = await ServerProcess.StartAsync(database.ConnectionString, Settings("**/*.json", "**/*.ndjson", "**/*.yaml", "!left-*")))
        {
            await WaitFor.TrueAsync(async () => await database.DataSource.EventsAsync() >= 8, () => $"all are recorded\n{first.Log}");
            Append("lines.ndjson", events[0].Text()[..20]);
            await WaitFor.TrueAsync(async () => await database.DataSource.ScalarAsync<long>("select count(*) from events.source_checkpoint where item <> ''") is 5, "all are remembered");
            await first.KillAsync();
        }

        Append("lines.ndjson", $"{events[0].Text()[20..]}\n{events[8].Text()}\n");
        await using var again = await ServerProcess.StartAsync(database.ConnectionString, Settings("**/*.json", "**/*.ndjson", "**/*.yaml", "!left-*"));
        await WaitFor.TrueAsync(async () => await database.DataSource.EventsAsync() >= 9, () => $"what was added is recorded\n{again.Log}");

        (await database.DataSource.EventsAsync()).ShouldBe(9);
        (await database.DataSource.ScalarAsync<long>("select count(*) from events.quarantine")).ShouldBe(0);
        (await database.DataSource.ColumnAsync<string>("select distinct (headers ->> 'door') || ' ' || user_name from events.mt_events")).ShouldBe(["folder in"]);
    }

    [Fact]
    public async Task has_rows_for_translators_and_headers_beside_files()
    {
        var scripts = Directory.CreateTempSubdirectory("cdviz-scripts-");
        await File.WriteAllTextAsync(Path.Combine(scripts.FullName, "rows.js"), """
            function translate(row) {
              if (!row.service) return [];
              return { context: { source: '/rows', type: 'dev.cdevents.service.deployed.0.3.0', timestamp: row.at }, subject: { id: row.service, content: {
                environment: { id: row.environment }, artifactId: purl({ type: 'generic', name: row.service, version: `${row.version}` }) } } };
            }
            """, Ct);
        Write("deployments.csv", "service,environment,version,at\ncart,/production,\"1.4\",2026-03-02T09:00:00Z\n\"check,out\",/production,2.0,2026-03-02T09:00:01Z\ntoo,many,values,2026-03-02T09:00:00Z,here\n");
        Write("deployments.yaml", "- service: search\n  environment: /production\n  version: 1.10\n  at: 2026-03-02T09:00:02Z\n");
        Write("run.json", Brokers.Text(Brokers.Webhook(1)));
        Write("run.json.headers.json", """{"X-GitHub-Event": "workflow_run"}""");
        await using var api = await StartAsync(source => source with { Translators = ["rows", "github"] }, settings => settings with { Translators = new() { Folder = scripts.FullName } });

        await api.EventsAsync(4);
        (await api.Database.DataSource.ColumnAsync<string>("select data #>> '{subject,content,artifactId}' from events.mt_events where data #>> '{subject,content,artifactId}' is not null order by 1"))
            .ShouldBe(["pkg:generic/cart@1.4", "pkg:generic/check%2Cout@2.0", "pkg:generic/search@1.1"]);
        scripts.Delete(recursive: true);
    }

    [Fact]
    public async Task waits_for_files_that_are_half_written()
    {
        var e = Events.PipelineRunQueued("slow", 1).Text();
        Write("slow.json", e[..40]);
        await using var api = await StartAsync(source => source with { Settle = TimeSpan.FromMinutes(10) });
        await api.ListeningAsync();
        Write("other.json", Events.PipelineRunQueued("other", 1).Text());
        await api.EventsAsync(1);

        Write("slow.json", e);

        await api.EventsAsync(2);
        await api.QuarantineAsync();
    }

    [Fact]
    public async Task has_its_poison_in_the_quarantine_and_goes_on()
    {
        Write("cut.json", "{\"context\":{\"id\"");
        Write("latin.json", "\"caf\u00e9\"", System.Text.Encoding.Latin1);
        Write("none.yaml", "a: [1, 2");
        Write("bomb.yaml", $"a: &a [{string.Join(',', Enumerable.Repeat("x", 50))}]\nb: &b [{string.Join(',', Enumerable.Repeat("*a", 50))}]\nc: &c [{string.Join(',', Enumerable.Repeat("*b", 50))}]\n"
            + $"d: [{string.Join(',', Enumerable.Repeat("*c", 50))}]\n");
        Write("lines.ndjson", $"no JSON\n{new string('x', 3 * 1024 * 1024)}\n{Events.PipelineRunQueued("good", 1).Text()}\n");
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "huge.json"), new byte[65 * 1024 * 1024], Ct);
        await using var api = await StartAsync();

        await api.EventsAsync(1);
        await api.QuarantineAsync("not-json", "not-json", "not-json", "not-json", "not-json");
        await api.SourceAsync("in", source => source.Whole("failed") is 7, "the line that is too long and the file that is too large are told");
    }

    [Fact]
    public async Task is_missed_while_it_is_not_there()
    {
        await using var api = await StartAsync(source => source with { Folder = Path.Combine(folder.FullName, "later") });
        await WaitFor.TrueAsync(async () => await A_RabbitMQ_queue.ReasonAsync(api) is { } reason && reason.Contains("Source in", StringComparison.Ordinal), "it is missed");

        Write("later/one.json", Events.PipelineRunQueued("one", 1).Text());

        await api.EventsAsync(1);
        await api.ListeningAsync();
    }

    private static (string, string?)[] Patterns(IEnumerable<string> patterns) => [.. patterns.Select((pattern, nth) => ($"Sources__in__Patterns__{nth}", (string?)pattern))];

    private (string, string?)[] Settings(params string[] patterns) =>
    [
        ("Sources__in__Type", "folder"), ("Sources__in__Folder", folder.FullName), ("Sources__in__Every", "00:00:00.5"), ("Sources__in__Settle", "00:00:00"), ("Projections__Run", "false"),
        .. Patterns(patterns),
    ];

    private Task<TestApi> StartAsync(Func<SourceSettings, SourceSettings>? source = null, Func<Settings, Settings>? change = null)
    {
        var read = new SourceSettings { Name = "in", Type = SourceType.Folder, Folder = folder.FullName, Every = TimeSpan.FromMilliseconds(200), Settle = TimeSpan.Zero };
        return TestApi.StartAsync(settings =>
        {
            var changed = settings with { Sources = [source?.Invoke(read) ?? read] };
            return change?.Invoke(changed) ?? changed;
        });
    }

    private void Write(string name, string text, System.Text.Encoding? encoding = null)
    {
        var path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, encoding ?? new System.Text.UTF8Encoding(false));
    }

    private void Append(string name, string text) => File.AppendAllText(Path.Combine(folder.FullName, name), text);
}
