namespace CdViz.Api.Configuration;

/// <summary>Two spellings of one thing that are one.</summary>
public sealed record AliasSettings
{
    /// <summary>What numbers name the rule by.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>environment</c>, <c>service</c> or <c>context</c>.</summary>
    public string Of { get; init; } = "";

    /// <summary>An id, in which one <c>*</c> stands for any text; empty for <c>context</c>.</summary>
    public string From { get; init; } = "";

    /// <summary>What it is called instead.</summary>
    public string To { get; init; } = "";

    /// <summary>From when on it holds, by when events occurred.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Until when it holds.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether it holds at all.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The rules of the settings: environments that are one, by the last pair for a name, then those of their own.</summary>
    /// <param name="sameEnvironments">Pairs <c>name=environment</c>.</param>
    /// <param name="aliases">Rules.</param>
    public static Aliases All(IReadOnlyList<string> sameEnvironments, IReadOnlyList<AliasSettings> aliases) => new(
    [
        .. sameEnvironments.Select(pair => (Pair: pair, Parts: pair.Split('=', 2))).GroupBy(one => one.Parts[0]).Select(same => same.Last())
            .Select(one => new AliasRule(one.Pair, AliasRule.Environment, one.Parts[0], one.Parts[1])),
        .. aliases.Where(alias => alias.Enabled).Select(alias => new AliasRule(alias.Name, alias.Of, alias.From, alias.To, alias.Since, alias.Until)),
    ]);
}
