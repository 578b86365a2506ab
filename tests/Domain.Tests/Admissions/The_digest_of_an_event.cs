using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using static CdViz.Domain.Tests.Admitting;

namespace CdViz.Domain.Tests.Admissions;

public class The_digest_of_an_event
{
    [Fact]
    public void is_the_SHA_256_of_its_canonical_JSON()
    {
        const string Event = """
            { "subject": {"id": "\u0073hop", "content": {"artifactId": "a\/b\u000a\"", "environment": {"id": "é"}}},
              "customData": {"n": [1.50, 100, -0, 0.001, true, null], "\u00e9": {}, "z": []},
              "context": {"id": "1", "source": "/x", "specversion": "0.5.1", "type": "dev.cdevents.service.deployed.0.3.0", "timestamp": "2026-03-02T09:00:00Z"} }
            """;
        const string Canonical = """
            {"context":{"id":"1","source":"/x","specversion":"0.5.1","timestamp":"2026-03-02T09:00:00Z","type":"dev.cdevents.service.deployed.0.3.0"},"customData":{"n":[15e-1,1e2,0,1e-3,true,null],"z":[],"é":{}},"subject":{"content":{"artifactId":"a/b\n\"","environment":{"id":"é"}},"id":"shop"}}
            """;
        Admitted(Event).Digest.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical))));
    }

    [Theory]
    [InlineData("100", "1e2")]
    [InlineData("100", "100.0")]
    [InlineData("100", "1E+2")]
    [InlineData("100", "1000e-1")]
    [InlineData("100", "0.01e4")]
    [InlineData("0", "-0")]
    [InlineData("0", "0.000e77")]
    [InlineData("-1.5", "-15e-1")]
    [InlineData("12345678901234567890.123", "12345678901234567890123e-3")]
    [InlineData("\"a/b\"", "\"a\\/b\"")]
    [InlineData("\"é🚀\"", "\"\\u00E9\\ud83d\\uDE80\"")]
    [InlineData("\"\\n\\t\\u001f\"", "\"\\u000a\\u0009\\u001F\"")]
    [InlineData("{\"a\": 1, \"b\": 2}", "{\"\\u0062\":2,\"a\":1}")]
    [InlineData("[1, 2]", "[1,2]")]
    [InlineData("{\"\": 0, \"a\": 1, \"aa\": 2, \"B\": 3}", "{\"aa\": 2, \"B\": 3, \"a\": 1, \"\": 0}")]
    public void is_the_same_for_the_same_value_spelled_otherwise(string one, string other) => Digest(one).ShouldBe(Digest(other));

    [Theory]
    [InlineData("100", "101")]
    [InlineData("1", "-1")]
    [InlineData("1", "\"1\"")]
    [InlineData("1e2", "1e-2")]
    [InlineData("0.1", "0.10000000000000000000000000000000001")]
    [InlineData("\"a\"", "\"A\"")]
    [InlineData("\"é\"", "\"e\\u0301\"")]
    [InlineData("[1, 2]", "[2, 1]")]
    [InlineData("[[1], 2]", "[1, [2]]")]
    [InlineData("{}", "[]")]
    [InlineData("null", "{}")]
    [InlineData("{\"a\": null}", "{}")]
    [InlineData("\"\\\\n\"", "\"\\n\"")]
    public void is_another_for_another_value(string one, string other) => Digest(one).ShouldNotBe(Digest(other));

    [Fact]
    public void is_the_same_whatever_the_order_of_many_members()
    {
        var names = Enumerable.Range(0, 500).Select(i => $"\"m{i}\": {i}").ToArray();
        var digest = Digest($"{{{string.Join(',', names)}}}");
        new Random(1).Shuffle(names);
        Digest($"{{{string.Join(',', names)}}}").ShouldBe(digest);
    }

    [Fact]
    public void has_many_members_in_the_order_of_their_names_too()
    {
        var names = Enumerable.Range(0, 100).Select(i => $"m{i}").ToArray();
        var json = Examples.With("/customData/build", $"{{{string.Join(',', names.Select(name => $"\"{name}\": 0"))}}}");
        Admitted(json).Digest.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sorted(JsonNode.Parse(json)!)))));

        static string Sorted(JsonNode node) => node switch
        {
            JsonObject members => $"{{{string.Join(',', members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(Member))}}}",
            JsonArray items => $"[{string.Join(',', items.Select(item => Sorted(item!)))}]",
            _ => node.ToJsonString(),
        };

        static string Member(KeyValuePair<string, JsonNode?> member) => $"\"{member.Key}\":{Sorted(member.Value!)}";
    }

    private static string Digest(string value) => Admitted(Examples.Full.Replace("17", value, StringComparison.Ordinal)).Digest;
}
