namespace CdViz.Api.Configuration;

/// <summary>A bearer token and what its holder may do.</summary>
public sealed record TokenSettings
{
    /// <summary>Who holds it; shown in logs, kept with the events they send.</summary>
    public string Name { get; init; } = "";

    /// <summary>SHA-256 of the token, lower-case hex.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Of <c>write</c>, <c>read</c>, <c>admin</c>; the last includes the others.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>From when on it is not taken any more; null for ever.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>What becomes of its events whose content breaks the specification's rules; null: what <see cref="AdmissionSettings.Content"/> says.</summary>
    public ContentRule? Content { get; init; }

    /// <summary>Whether it stands in the file of tokens.</summary>
    internal bool FromFile { get; init; }
}
