using System.Text.Json;

namespace CdViz.Projections;

/// <summary>A rule by which two spellings of one thing are one: what fits <see cref="From"/> is called <see cref="To"/>.</summary>
/// <param name="Name">What numbers name it by.</param>
/// <param name="Thing"><c>environment</c>, <c>service</c>, or <c>context</c>: ids of events, of which then letters and digits alone count, as cdviz-collector writes ids that it hands on.</param>
/// <param name="From">An id; one <c>*</c> in it stands for any text: <c>/*</c>. Empty for <c>context</c>.</param>
/// <param name="To">What it is called instead; a <c>*</c> in it is that text. Empty for <c>context</c>.</param>
/// <param name="Since">The first moment of events that it holds for; null for all before <paramref name="Until"/>.</param>
/// <param name="Until">The first moment of events that it does not hold for any more; null for all since.</param>
public sealed record AliasRule(string Name, string Thing, string From, string To, DateTimeOffset? Since = null, DateTimeOffset? Until = null)
{
    /// <summary>Environments.</summary>
    public const string Environment = "environment";

    /// <summary>Services.</summary>
    public const string Service = "service";

    /// <summary>Context ids.</summary>
    public const string Context = "context";

    /// <summary>All things that rules may be about.</summary>
    public static IReadOnlyList<string> Things { get; } = [Environment, Service, Context];

    /// <summary>Whether it holds at a time.</summary>
    public bool HoldsAt(DateTimeOffset at) => !(at < Since) && !(at >= Until);

    /// <summary>What an id is called by it; null where it does not fit.</summary>
    public string? Of(string id) => From.Split('*') switch
    {
        [var whole] => id == whole ? To : null,
        [var before, var after] when id.Length >= before.Length + after.Length && id.StartsWith(before, StringComparison.Ordinal) && id.EndsWith(after, StringComparison.Ordinal) =>
            string.Join(id[before.Length..^after.Length], To.Split('*')),
        _ => null,
    };
}

/// <summary>
/// Rules for names, of which the first that fits counts; without any, a name is what it is. The rule itself stands in <c>cdviz.alias_of</c> once more, as SQL projections
/// need it, and a test compares the two.
/// </summary>
/// <param name="Rules">The rules, in their order.</param>
public sealed record Aliases(IReadOnlyList<AliasRule> Rules)
{
    /// <summary>No thing has two names.</summary>
    public static Aliases None { get; } = new([]);

    /// <summary>The rules as a JSON array, as SQL reads them.</summary>
    public string Json => JsonSerializer.Serialize(Rules.Select(rule => (rule, From: rule.From.Split('*'), To: rule.To.Split('*'))).Select(r => new
    {
        name = r.rule.Name,
        thing = r.rule.Thing,
        before = r.From[0],
        after = r.From.ElementAtOrDefault(1),
        becomes = r.To[0],
        ends = r.To.ElementAtOrDefault(1),
        since = r.rule.Since?.UtcDateTime,
        until = r.rule.Until?.UtcDateTime,
    }));

    /// <summary>What a thing is called at a time, and the rule that says so; its id and null where none does.</summary>
    public (string Name, string? Rule) Of(string thing, string id, DateTimeOffset at)
    {
        foreach (var rule in Rules)
        {
            if (rule.Thing == thing && rule.HoldsAt(at) && rule.Of(id) is { } name)
            {
                return (name, rule.Name);
            }
        }

        return (id, null);
    }
}
