using System.Net;
using System.Text;
using System.Text.Json;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Reading;

public class What_is_read_back(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static int sent;

    private readonly TestApi api = fixture.Api;

    [Theory]
    [InlineData("2026-03-02T09:00:00.123456789Z")]
    [InlineData("2026-03-02T09:00:00.000000001+01:00")]
    [InlineData("2016-12-31T23:59:60Z")]
    [InlineData("2016-12-31T23:59:60.999999999Z")]
    [InlineData("2026-03-02t09:00:00z")]
    [InlineData("2026-03-02T09:00:00-00:00")]
    public Task has_the_time_as_it_was_written(string timestamp) => ShouldReadBackAsync(Event("null", timestamp).Replace(",\"customData\":null", "", StringComparison.Ordinal));

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("-9223372036854775809")]
    [InlineData("18446744073709551616")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890")]
    [InlineData("0.1000000000000000055511151231257827021181583404541015625")]
    [InlineData("1e400")]
    [InlineData("-1.5E+3000")]
    [InlineData("4.9406564584124654e-400")]
    [InlineData("1e131071")]
    [InlineData("1E5")]
    [InlineData("1.50e-3")]
    [InlineData("100.00")]
    [InlineData("-0")]
    [InlineData("-0.0e7")]
    public Task has_numbers_as_exact_as_they_were(string number) => ShouldReadBackAsync(Event($$"""{"number":{{number}},"in":[{{number}},{"deep":{{number}}}]}"""));

    [Theory]
    [InlineData("""{"escapes":"\"\\\/\b\f\n\r\t\u0001\u001f\u007f\u0085\u2028\u2029"}""")]
    [InlineData("""{"escaped":"\u0041\u00e9\u4e2d\ud83d\ude80\udbff\udfff"}""")]
    [InlineData("""{"plain":"é 中 🚀 𝕊 \uD83D\uDE80 ﷽ \u202E"}""")]
    [InlineData("""{"composed":"\u00e9","decomposed":"e\u0301","none":"\uffff\ufffe","mark":"\ufeffx"}""")]
    [InlineData("""{"é🚀\u0000x":1}""", "json.nul")]
    [InlineData("""{"half":"\ud83d"}""", "json.surrogate")]
    [InlineData("""{"":"empty","é\ud83d\ude80":1,"a\"b":2,"A":3,"a":4," ":5}""")]
    [InlineData("""{"empty":[{},[],"",null,true,false]}""")]
    [InlineData("""{"a":{"x":1},"\u0061":{"x":1}}""", "json.duplicate")]
    [InlineData("""{"a":[{"b":1,"b":1}]}""", "json.duplicate")]
    public Task has_texts_and_names_as_they_were(string customData, string? refused = null) => ShouldReadBackAsync(Event(customData), refused);

    [Theory]
    [InlineData(62)]
    [InlineData(63, "json.depth")]
    public Task is_as_deep_as_it_was(int depth, string? refused = null) =>
        ShouldReadBackAsync(Event($$"""{"deep":{{new string('[', depth)}}"bottom"{{new string(']', depth)}}}"""), refused);

    [Fact]
    public Task is_as_long_as_it_was() => ShouldReadBackAsync(Event($$"""{"long":"{{string.Concat(Enumerable.Repeat("é🚀\\n\\\\", 60_000))}}"}"""));

    [Fact]
    public async Task is_what_came_in_a_CloudEvent()
    {
        var e = Event("""{"number":18446744073709551616,"text":"\ud83d\ude80 \"é\""}""");

        await ShouldReadBackAsync($$"""{"specversion":"1.0","data":{{e}}}""", e, "application/cloudevents+json");
        e = Event("""{"text":"in base64"}""");
        await ShouldReadBackAsync($$"""{"data_base64":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(e))}}"}""", e, "application/cloudevents+json");
        e = Event("""{"text":"as text \\ \n"}""");
        await ShouldReadBackAsync($$"""{"data":{{JsonSerializer.Serialize(e)}}}""", e, "application/cloudevents+json");
    }

    private static string Event(string customData, string timestamp = "2026-03-02T09:00:00Z")
    {
        var nth = Interlocked.Increment(ref sent);
        return $$$"""
            {"context":{"specversion":"0.5.1","id":"read-back-{{{nth}}}","source":"https://ci.example.com/acme","type":"dev.cdevents.taskrun.started.0.3.0",
            "timestamp":"{{{timestamp}}}"},"subject":{"id":"run-{{{nth}}}","content":{}},"customData":{{{customData}}} }
            """.ReplaceLineEndings("");
    }

    private async Task ShouldReadBackAsync(string e, string? refused = null)
    {
        if (refused is not null)
        {
            (await (await api.PostAsync(e.Utf8())).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity)).FirstError().Rule.ShouldBe(refused);
            return;
        }

        await ShouldReadBackAsync(e, e, "application/json");
        // The same as a line: its key is another, all else is the same.
        e = e.Replace("\"read-back-", "\"line-", StringComparison.Ordinal);
        var receipt = (await (await api.PostAsync($"{e}\n".Utf8(), "application/x-ndjson")).ManyAsync())!;
        await ShouldBeAtAsync(receipt.FirstPosition.ShouldNotBeNull(), e);
    }

    private async Task ShouldReadBackAsync(string body, string e, string mediaType)
    {
        var receipt = await (await api.PostAsync(body.Utf8(), mediaType)).ShouldAnswerAsync(HttpStatusCode.Created);
        await ShouldBeAtAsync(receipt.Whole("position"), e);
        (await (await api.PostAsync(body.Utf8(), mediaType)).ShouldAnswerAsync(HttpStatusCode.OK)).Whole("position").ShouldBe(receipt.Whole("position"));
    }

    private async Task ShouldBeAtAsync(long position, string e)
    {
        using var expected = JsonDocument.Parse(e, Deep);
        var raw = await api.Client.GetByteArrayAsync($"/events/{position}", Ct);
        using var one = JsonDocument.Parse(raw, Deep);
        JsonElement.DeepEquals(one.RootElement, expected.RootElement).ShouldBeTrue(Encoding.UTF8.GetString(raw));
        Digest(raw).ShouldBe(Digest(Encoding.UTF8.GetBytes(e)));

        using var page = JsonDocument.Parse(await api.Client.GetByteArrayAsync($"/events?after={position - 1}&limit=1", Ct), Deep);
        JsonElement.DeepEquals(page.RootElement.GetProperty("items")[0].GetProperty("data"), expected.RootElement).ShouldBeTrue();
    }

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 128 };

    private static string Digest(byte[] json) => new Admitter().Admit(json).ShouldBeOfType<Admission.Admitted>().Event.Digest;
}
