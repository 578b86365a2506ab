using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace CdViz.Domain.Tests;

public class A_content_record
{
    /// <summary>What a Marten application over the log is told to use.</summary>
    private static readonly JsonSerializerOptions Marten = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
    };

    public static TheoryData<string> EveryVersion { get; } = [.. Examples.EveryVersion.Concat(Examples.Official)];

    [Theory]
    [MemberData(nameof(EveryVersion), DisableDiscoveryEnumeration = true)]
    public void holds_every_member_of_the_content_in_the_newest_shape(string json)
    {
        var e = Admitting.Admitted(json);
        var content = JsonNode.Parse(json)!["subject"]!["content"]!;
        JsonNode.DeepEquals(Written(e.ReadContent()), Newest(content)).ShouldBeTrue($"{e.TypeName}: {Written(e.ReadContent())}");
    }

    [Theory]
    [MemberData(nameof(EveryVersion), DisableDiscoveryEnumeration = true)]
    public void reads_the_same_from_its_content_and_by_a_serializer_from_the_whole_event(string json)
    {
        var e = Admitting.Admitted(json);
        var whole = JsonSerializer.Deserialize(json, Type.GetType(e.Type.DotNetType)!, Marten);
        whole.ShouldBe(e.ReadContent());
        whole.ShouldBeOfType(e.Type.Content);
    }

    [Theory]
    [MemberData(nameof(EveryVersion), DisableDiscoveryEnumeration = true)]
    public void reads_back_what_a_serializer_wrote(string json)
    {
        var content = Admitting.Admitted(json).ReadContent();
        JsonSerializer.Deserialize(JsonSerializer.Serialize(content, content.GetType(), Marten), content.GetType(), Marten).ShouldBe(content);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("[1, [2], {\"id\": \"x\"}]")]
    [InlineData("{\"id\": 5, \"source\": [], \"uri\": {}, \"name\": null, \"deep\": [{}]}")]
    public void reads_null_where_a_member_has_another_type_and_goes_on(string odd)
    {
        foreach (var type in EventTypes.All)
        {
            var names = Members(type).ToArray();
            var content = type.Read(Encoding.UTF8.GetBytes($"{{{string.Join(',', names.Select(name => $"\"{name}\":{odd}"))}}}"));
            foreach (var property in Properties(type).Where(property => property.PropertyType == typeof(string) || property.PropertyType == typeof(Outcome?)))
            {
                property.GetValue(content).ShouldBeNull();
            }

            foreach (var last in names)
            {
                var json = $"{{{string.Join(',', names.Where(name => name != last).Select(name => $"\"{name}\":{odd}").Append($"\"{last}\":\"here\""))}}}";
                Should.NotThrow(() => type.Read(Encoding.UTF8.GetBytes(json)));
            }
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("[{}]")]
    [InlineData("\"text\"")]
    public void is_empty_where_the_content_is_no_object(string content) =>
        EventTypes.OfAlias("service_deployed")!.Read(Encoding.UTF8.GetBytes(content)).ShouldBe(new ServiceDeployed());

    [Theory]
    [InlineData("""{"url": "old"}""", "old")]
    [InlineData("""{"uri": "new"}""", "new")]
    [InlineData("""{"url": "old", "uri": "new"}""", "new")]
    [InlineData("""{"uri": "new", "url": "old"}""", "new")]
    [InlineData("""{"uri": 5, "url": "old"}""", "old")]
    [InlineData("""{"url": "old", "uri": null}""", "old")]
    public void prefers_a_member_to_what_it_was_called_formerly(string content, string uri) =>
        EventTypes.OfAlias("pipeline_run_started")!.Read(Encoding.UTF8.GetBytes(content)).ShouldBe(new PipelineRunStarted { Uri = uri });

    [Fact]
    public void keeps_the_sender_s_word_for_an_outcome()
    {
        var finished = (TestCaseRunFinished)EventTypes.OfAlias("test_case_run_finished")!.Read("""{"outcome":"pass"}"""u8);
        finished.Outcome.ShouldBe(new Outcome("pass"));
        finished.Outcome!.Value.Canonical.ShouldBe("success");
    }

    [Fact]
    public void reads_escapes_in_names_and_values() =>
        EventTypes.OfAlias("task_run_started")!.Read("""{"task\u004eame":"caf\u00e9 \ud83d\ude80"}"""u8).ShouldBe(new TaskRunStarted { TaskName = "café 🚀" });

    [Fact]
    public void leaves_a_reference_without_id_out() =>
        EventTypes.OfAlias("change_merged")!.Read("""{"repository":{"source":"x"}}"""u8).ShouldBe(new ChangeMerged());

    [Fact]
    public void equals_another_with_the_same_values()
    {
        var ticket = new TicketCreated { Summary = "x", Assignees = ["ada", "grace"], Labels = [] };
        ticket.ShouldBe(ticket with { Assignees = ["ada", "grace"] });
        ticket.ShouldNotBe(ticket with { Assignees = ["grace", "ada"] });
        ticket.GetHashCode().ShouldBe((ticket with { Assignees = ["ada", "grace"] }).GetHashCode());
    }

    [Fact]
    public void of_a_tool_s_own_equals_another_with_the_same_JSON()
    {
        static SubjectContent Read(string json) => EventTypes.Custom.Read(Encoding.UTF8.GetBytes(json));
        Read("""{"a": 1, "b": [1.0]}""").ShouldBe(Read("""{"b":[1.0],"a":1}"""));
        Read("""{"a": 1}""").ShouldNotBe(Read("""{"a": 2}"""));
        new CustomEvent().ShouldBe(new CustomEvent());
        new CustomEvent().ShouldNotBe((CustomEvent)Read("{}"));
    }

    private static JsonNode Written(SubjectContent content) =>
        JsonNode.Parse(JsonSerializer.Serialize(content, content.GetType()))!["subject"]!["content"]!;

    /// <summary>The content with the two members renamed that specification 0.5 renamed.</summary>
    private static JsonObject Newest(JsonNode content)
    {
        var newest = content.DeepClone().AsObject();
        Rename(newest);
        if (newest["testSuite"] is JsonObject suite)
        {
            Rename(suite);
        }

        return newest;

        static void Rename(JsonObject node)
        {
            if (node.Remove("url", out var url))
            {
                node["uri"] = url;
            }
        }
    }

    private static IEnumerable<PropertyInfo> Properties(EventType type) => type.Content.GetProperties().Where(property => property.CanWrite);

    private static IEnumerable<string> Members(EventType type) => Properties(type).Select(property =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name));
}
