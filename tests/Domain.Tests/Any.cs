using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace CdViz.Domain.Tests;

/// <summary>Random JSON.</summary>
internal static class Any
{
    private static readonly string[] Texts =
        ["", "a", "id", "context", "type", "é🚀", "\"\\/\b\f\n\r\t", "\u001f", "x\u0000", "2026-03-02T09:00:00Z", "pkg:npm/@a/b@1", new string('x', 1100)];

    private static readonly string[] Names =
        ["a", "b", "id", "source", "type", "uri", "url", "name", "environment", "artifactId", "outcome", "é", "A\"\\", ""];

    private static readonly string[] Numbers = ["0", "-0", "1", "-1.50", "1e5", "1E-5", "100", "12345678901234567890.0001", "1e131071", "1e999999", "0e-99999"];

    private static readonly string[] Places =
    [
        "/context", "/context/id", "/context/source", "/context/type", "/context/timestamp", "/context/specversion", "/context/schemaUri", "/context/chainId",
        "/context/links", "/context/links/0", "/subject", "/subject/id", "/subject/source", "/subject/content", "/subject/content/environment",
        "/subject/content/environment/id", "/subject/content/artifactId", "/customData", "/customDataContentType",
    ];

    public static Gen<byte[]> Bytes { get; } = Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf();

    /// <summary>Bytes that look like JSON, most of them not quite.</summary>
    public static Gen<string> AlmostJson { get; } =
        Gen.Elements("{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\\", "\\u00", "1", "-", "1e", "true", "nul", " ", "\n", "é", "\uFEFF")
            .ArrayOf().Select(string.Concat);

    public static Gen<string> Json { get; } = Gen.Sized(size => Value(Math.Min(4, size / 10)));

    /// <summary>A CDEvent with something else in some place.</summary>
    public static Gen<string> AlmostCDEvent { get; } = from place in Gen.Elements(Places) from json in Json select Examples.With(place, json);

    /// <summary>An example of any type and version, with something else in some place, or something more.</summary>
    public static Gen<string> AlmostAnyCDEvent { get; } = from example in Gen.Elements(Examples.EveryVersion.ToArray())
                                                          from seed in Gen.Choose(0, int.MaxValue)
                                                          from name in Gen.Elements(Names)
                                                          from json in Json
                                                          select Mutated(example, new Random(seed), name, json);

    /// <summary>JSON with every object's members in another order and other white space, its strings and numbers spelled otherwise.</summary>
    public static string Respelled(JsonElement json, Random random) => json.ValueKind switch
    {
        JsonValueKind.Object => $"{{{Space(random)}{string.Join(',', Shuffled(json.EnumerateObject(), random)
            .Select(member => $"{Text(member.Name, random)}{Space(random)}:{Respelled(member.Value, random)}"))}}}{Space(random)}",
        JsonValueKind.Array => $"[{Space(random)}{string.Join(',', json.EnumerateArray().Select(item => Respelled(item, random)))}]",
        JsonValueKind.String => Space(random) + Text(json.GetString()!, random),
        JsonValueKind.Number when !json.GetRawText().Contains('e', StringComparison.OrdinalIgnoreCase) => random.Next(3) switch
        {
            0 => json.GetRawText(),
            1 => $"{json.GetRawText()}e0",
            _ => json.GetRawText().Contains('.', StringComparison.Ordinal) ? $"{json.GetRawText()}00" : $"{json.GetRawText()}.0",
        },
        _ => json.GetRawText(),
    };

    private static string Mutated(string example, Random random, string name, string json)
    {
        var root = JsonNode.Parse(example)!.AsObject();
        JsonObject[] objects = [root, .. Objects(root)];
        var parent = objects[random.Next(objects.Length)];
        var member = parent.Count > 0 && random.Next(3) > 0 ? parent.ElementAt(random.Next(parent.Count)).Key : name;
        parent.Remove(member);
        var text = root.ToJsonString();
        if (random.Next(4) is 0)
        {
            return text;
        }

        parent[member] = "mutation";
        return root.ToJsonString().Replace("\"mutation\"", json, StringComparison.Ordinal);
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Objects(member.Value).Prepend(member.Value as JsonObject)).OfType<JsonObject>(),
        JsonArray items => items.SelectMany(item => Objects(item).Prepend(item as JsonObject)).OfType<JsonObject>(),
        _ => [],
    };

    private static Gen<string> Value(int depth)
    {
        var leaf = Gen.OneOf(
            Gen.Elements(Texts).Select(text => JsonSerializer.Serialize(text)), Gen.Elements(Numbers), Gen.Elements("true", "false", "null"),
            Gen.Choose(int.MinValue, int.MaxValue).Select(number => number.ToString(CultureInfo.InvariantCulture)));
        if (depth is 0)
        {
            return leaf;
        }

        var member = from name in Gen.Elements(Names) from value in Value(depth - 1) select $"{JsonSerializer.Serialize(name)}: {value}";
        return Gen.OneOf(
            leaf,
            member.ListOf().Select(members => $"{{{string.Join(',', members.Take(6))}}}"),
            Value(depth - 1).ListOf().Select(items => $"[{string.Join(',', items.Take(6))}]"));
    }

    private static T[] Shuffled<T>(IEnumerable<T> items, Random random)
    {
        T[] array = [.. items];
        random.Shuffle(array);
        return array;
    }

    private static string Space(Random random) => random.Next(3) switch { 0 => " \n", 1 => "\t\r", _ => "" };

    private static string Text(string text, Random random) => random.Next(2) is 0
        ? JsonSerializer.Serialize(text)
        : $"\"{string.Concat(text.Select(c => $"\\u{(int)c:x4}"))}\"";
}
