using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace CdViz.Support;

/// <summary>
/// Random CDEvents of given types that get in each other's way: few subjects, few sources, few environments, clocks that tick in whole
/// seconds so that ties are common. Content is made from the records' own members, so that a new type needs nothing here.
/// </summary>
public sealed class RandomEvents(int seed)
{
    private static readonly string[] Words = ["alpha", "beta", "gamma|delta", "épsilon", "pkg:oci/cart?tag=1.0.0", "pkg:npm/%40acme/cart@2.0.0"];
    private static readonly string[] Artifacts = [.. Packages()];
    private static readonly string[] Outcomes = ["success", "failure", "cancel", "error", "pass", "SUCCESS", "odd"];
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly Random random = new(seed);
    private int made;

    /// <summary>So many events, in no order of time.</summary>
    public List<CDEvent> Of(IReadOnlyList<EventType> types, int count, int subjects = 5, int seconds = 60) =>
        [.. Enumerable.Range(0, count).Select(_ => One(types[random.Next(types.Count)], subjects, seconds))];

    /// <summary>The same events in another order.</summary>
    public List<T> Shuffled<T>(IEnumerable<T> items)
    {
        T[] array = [.. items];
        random.Shuffle(array);
        return [.. array];
    }

    /// <summary>A number from 0 up to, not including, the limit.</summary>
    public int Next(int limit) => random.Next(limit);

    private CDEvent One(EventType type, int subjects, int seconds) => new(
        $"e-{seed}-{++made}",
        random.Next(4) == 0 ? "https://other.example/ci" : "https://ci.example",
        Start.AddSeconds(random.Next(seconds)).AddTicks(random.Next(4) == 0 ? random.Next(10_000_000) : 0),
        type.Subject switch
        {
            "artifact" => Artifacts[random.Next(Artifacts.Length)],
            "environment" => $"env-{random.Next(6)}",
            _ => $"s-{random.Next(subjects)}",
        },
        type.Content == typeof(CustomEvent) ? Custom() : (SubjectContent)Record(type.Content))
    {
        Type = type.Content == typeof(CustomEvent) ? $"dev.cdeventsx.tool{random.Next(2)}-{(random.Next(2) == 0 ? "gate" : "Scan")}.passed.0.{random.Next(2)}.0" : null,
        SubjectSource = random.Next(4) == 0 ? "https://own.example" : null,
        ChainId = random.Next(2) == 0 ? null : $"00000000-0000-4000-8000-{random.Next(3):000000000000}",
        Links = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Link())],
        CustomData = random.Next(4) == 0 ? Linking() : null,
    };

    // To an event before, after or itself, or to one that never comes.
    private Link Link() => random.Next(3) switch
    {
        0 => new Link.Path($"e-{seed}-{random.Next(400)}"),
        1 => new Link.End($"e-{seed}-{random.Next(400)}"),
        _ => new Link.Relation(random.Next(2) == 0 ? "TRIGGER" : "dependsOn", $"e-{seed}-{random.Next(400)}"),
    };

    // In both shapes that tools send.
    private JsonElement Linking() => JsonSerializer.SerializeToElement(random.Next(2) == 0
        ? new { links = new object[] { new { linkkind = "trigger", subject = new { id = $"s-{random.Next(9)}", type = "pipelineRun" } } } }
        : new { links = new object[] { new { linkKind = "testedAgainst", target = new { subject = new { id = $"s-{random.Next(9)}" } } } } });

    private object Record(Type type)
    {
        var record = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite && random.Next(10) > 0))
        {
            if ((property.Name is "ArtifactId" ? Artifacts[random.Next(Artifacts.Length)] : Value(property.PropertyType)) is { } value)
            {
                property.SetValue(record, value);
            }
        }

        return record;
    }

    private CustomEvent Custom() => new() { Content = JsonSerializer.SerializeToElement(new { note = Words[random.Next(Words.Length)] }) };

    /// <summary>A few packages by digest, by tag and by both; tags that move, registries with one name, one digest known by itself.</summary>
    private static IEnumerable<string> Packages() =>
        from name in (string[])["oci/cart", "npm/%40acme/cart"]
        from registry in (string[])["", "repository_url=ghcr.io/acme", "repository_url=quay.io/acme"]
        from digest in (string[])["", $"@sha256%3A{new string('a', 64)}", $"@sha256:{new string('B', 64)}"]
        from tag in (string[])["", "tag=1.0.0", "tag=2.0.0"]
        let qualifiers = string.Join('&', new[] { registry, tag }.Where(part => part.Length > 0))
        select $"pkg:{name}{digest}{(qualifiers.Length > 0 ? "?" : "")}{qualifiers}";

    private object? Value(Type type) =>
        type == typeof(TextList) ? TextList.Create(Words.AsSpan(0, random.Next(3))) :
        type == typeof(string) ? Words[random.Next(Words.Length)] :
        type == typeof(Reference) ? new Reference($"env-{random.Next(3)}", random.Next(3) == 0 ? "https://other.example" : null) :
        type == typeof(Outcome?) ? new Outcome(Outcomes[random.Next(Outcomes.Length)]) :
        type == typeof(bool?) ? random.Next(2) == 0 :
        type.IsClass && type.Assembly == typeof(SubjectContent).Assembly && type.GetConstructor([]) is not null ? Record(type) :
        null;
}
