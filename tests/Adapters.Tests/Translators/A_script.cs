using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;

namespace CdViz.Adapters.Tests.Translators;

public sealed class A_script : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cdviz-scripts-");

    [Fact]
    public async Task makes_CDEvents_of_what_comes_in()
    {
        var made = await TranslateAsync("""
            function translate(input, headers, metadata) {
              return input.builds.map(build => ({
                context: { type: 'dev.cdevents.pipelinerun.finished.0.3.0', source: metadata.source, timestamp: time(build.ended) },
                subject: { id: `${headers['x-host']}/${build.id}`, content: { pipelineName: build.name, outcome: build.ok ? 'success' : 'failure' } },
              }));
            }
            """, """{"builds": [{"id": 7, "name": "shop", "ok": true, "ended": 1772442900}, {"id": 8, "name": "cart", "ok": false, "ended": "2026-03-02 10:15:00 +0100"}]}""");

        var events = ((Translation.Statements)made).All.Select(statement => JsonElement.Parse(((Statement.AsSent)statement).Json.Span)).ToList();
        events.Count.ShouldBe(2);
        events[0].GetProperty("context").GetProperty("specversion").GetString().ShouldBe(EventTypes.NewestSpec);
        events[0].GetProperty("context").GetProperty("timestamp").GetString().ShouldBe("2026-03-02T09:15:00.0000000Z");
        events[1].GetProperty("context").GetProperty("timestamp").GetString().ShouldBe("2026-03-02T09:15:00.0000000Z");
        events[0].GetProperty("subject").GetProperty("id").GetString().ShouldBe("ci.example.com/7");
        new Admitter().Admit(JsonSerializer.SerializeToUtf8Bytes(events[0]), AdmissionMode.StrictTypes).ShouldBeOfType<Admission.Admitted>();
    }

    [Fact]
    public async Task gives_the_same_events_the_same_ids()
    {
        const string Script = "function translate(input) { return { context: { type: 'dev.cdevents.build.queued.0.3.0', timestamp: '2026-03-02T09:15:00Z' }, subject: { id: 'b', content: {} } }; }";

        var (one, other) = (await TranslateAsync(Script, "{}"), await TranslateAsync(Script, "{}"));

        Id(one).ShouldBe(Id(other));
        Id(one).Length.ShouldBe(64);
    }

    [Theory]
    [InlineData("return purl({type: 'npm', namespace: '@acme', name: 'cart', version: '1.0', qualifiers: {repository_url: 'https://npm.example.com'}})", "pkg:npm/%40acme/cart@1.0?repository_url=https://npm.example.com")]
    [InlineData("return imagePurl('ghcr.io/acme/cart:1.4.0')", "pkg:oci/cart?repository_url=ghcr.io/acme&tag=1.4.0")]
    [InlineData("return sha256('abc')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("return time(1772442900000)", "2026-03-02T09:15:00.0000000Z")]
    [InlineData("return new Date().toISOString() + receivedAt", "1970-01-01T00:00:00.000Z1970-01-01T00:00:00.0000000Z")]
    [InlineData("return String(Date.now())", "0")]
    public async Task has_helpers(string code, string gives)
    {
        var made = await TranslateAsync($$"""
            function translate() {
              const value = (() => { {{code}} })();
              return { context: { type: 'dev.cdevents.build.queued.0.3.0', timestamp: '2026-03-02T09:15:00Z' }, subject: { id: value, content: {} } };
            }
            """, "{}");

        JsonElement.Parse(((Statement.AsSent)((Translation.Statements)made).All[0]).Json.Span).GetProperty("subject").GetProperty("id").GetString().ShouldBe(gives);
    }

    [Theory]
    [InlineData("for (;;) {}", "longer")]
    [InlineData("let all = []; for (;;) { all.push(new Array(1000).fill('x'.repeat(1000))); }", "used more than")]
    [InlineData("const f = () => f(); f();", "calls itself")]
    [InlineData("const o = { toString() { return `${o}`; } }; String(o);", "calls itself too deeply")]
    [InlineData("return 'x'.repeat(1e9)", "too long")]
    [InlineData("return Math.random()", "no chance")]
    [InlineData("return eval('1')", "")]
    [InlineData("throw new Error('what is this?')", "broken.js:2:")]
    [InlineData("return input.a.b", "broken.js:2:")]
    [InlineData("return { context: {} }", "missing")]
    [InlineData("return 7", "context")]
    [InlineData("return new Array(2000).fill({context: {type: 'x'}})", "2000 events")]
    [InlineData("return new System.IO.FileInfo('/etc/passwd')", "System is not defined")]
    [InlineData("return fetch('http://127.0.0.1')", "fetch is not defined")]
    [InlineData("return require('fs')", "require is not defined")]
    public async Task that_does_wrong_costs_only_what_it_was_given(string code, string why)
    {
        var made = await TranslateAsync($"function translate(input) {{\n {code}\n}}", "{}", "broken");

        made.ShouldBeOfType<Translation.Failed>().Why.ShouldContain(why);
    }

    [Theory]
    [InlineData("return null")]
    [InlineData("return []")]
    [InlineData("")]
    [InlineData("return false")]
    public async Task may_say_nothing(string code) =>
        (await TranslateAsync($"function translate(input) {{ {code} }}", "{}")).ShouldBeOfType<Translation.Nothing>();

    [Fact]
    public async Task gets_a_text_where_it_is_no_JSON()
    {
        var made = await TranslateAsync("function translate(input) { throw new Error(typeof input + ' ' + input); }", "ok 1 - a test");

        ((Translation.Failed)made).Why.ShouldContain("string ok 1 - a test");
    }

    [Fact]
    public async Task keeps_nothing_from_one_input_to_the_next()
    {
        const string Script = "let seen = 0; globalThis.count = (globalThis.count ?? 0) + 1; function translate() { throw new Error(`${++seen} ${count}`); }";
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "state.js"), Script, TestContext.Current.CancellationToken);
        using var set = new TranslatorSet(Settings, [], NullLogger<TranslatorSet>.Instance);

        foreach (var _ in Enumerable.Range(0, 3))
        {
            ((Translation.Failed)await set.Find("state")!.TranslateAsync(Of("{}"), TestContext.Current.CancellationToken)).Why.ShouldEndWith("1 1");
        }
    }

    [Fact]
    public void that_cannot_be_read_is_named_with_its_place()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "torn.js"), "function translate( {\n");

        var fault = Should.Throw<ScriptException>(() => new TranslatorSet(Settings, [], NullLogger<TranslatorSet>.Instance));

        fault.Message.ShouldContain("torn.js");
        fault.Message.ShouldContain("2");
    }

    [Fact]
    public void that_has_a_generator_is_refused_with_its_place()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "endless.js"), "function* all() {\n  yield* all();\n}\nfunction translate() { return [...all()]; }\n");

        Should.Throw<ScriptException>(() => new TranslatorSet(Settings, [], NullLogger<TranslatorSet>.Instance)).Message.ShouldEndWith("endless.js:2:3: a generator ('yield') is not allowed.");
    }

    [Fact]
    public async Task may_speak_of_what_yields() =>
        (await TranslateAsync("function translate(input) { return input.yields > 1 || 'yield' ? null : /yield/; }", "{}")).ShouldBeOfType<Translation.Nothing>();

    public void Dispose() => folder.Delete(recursive: true);

    private TranslatorSettings Settings => new() { Folder = folder.FullName, Time = TimeSpan.FromSeconds(3), Memory = 16 * 1024 * 1024 };

    private async Task<Translation> TranslateAsync(string script, string body, string name = "mine")
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, $"{name}.js"), script, TestContext.Current.CancellationToken);
        using var set = new TranslatorSet(Settings, [], NullLogger<TranslatorSet>.Instance);
        return await set.Find(name)!.TranslateAsync(Of(body), TestContext.Current.CancellationToken);
    }

    private static Incoming Of(string body) => new(Encoding.UTF8.GetBytes(body), new Dictionary<string, string> { ["X-Host"] = "ci.example.com" }, DateTimeOffset.UnixEpoch)
    {
        Metadata = new Dictionary<string, string> { ["source"] = "https://ci.example.com" },
    };

    private static string Id(Translation made) =>
        JsonElement.Parse(((Statement.AsSent)((Translation.Statements)made).All[0]).Json.Span).GetProperty("context").GetProperty("id").GetString()!;
}
