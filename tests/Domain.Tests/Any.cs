using System.Globalization;
using System.Text.Json;
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
