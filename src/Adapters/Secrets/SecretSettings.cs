namespace CdViz.Adapters.Secrets;

/// <summary>What secrets are kept with that lie in the database.</summary>
public sealed record SecretSettings
{
    /// <summary>The key that seals, the same on all nodes; empty for none: then nothing secret is kept.</summary>
    public string Key { get; init; } = "";

    /// <summary>Keys that were in use before: they open, and at the next start what they sealed is sealed with the key.</summary>
    public IReadOnlyList<string> OldKeys { get; init; } = [];

    /// <summary>What seals and opens.</summary>
    public SecretBox Box() => new([Key, .. OldKeys]);
}
