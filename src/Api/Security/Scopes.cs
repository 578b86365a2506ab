namespace CdViz.Api.Security;

/// <summary>What the holder of a token may do; also the names of the authorization policies.</summary>
internal static class Scopes
{
    /// <summary>Send events.</summary>
    public const string Write = "write";

    /// <summary>Ask.</summary>
    public const string Read = "read";

    /// <summary>Both, and run the store: rebuild projections, drive the quarantine again.</summary>
    public const string Admin = "admin";

    /// <summary>The three.</summary>
    public static IReadOnlyList<string> All { get; } = [Write, Read, Admin];

    /// <summary>How they are told to a user.</summary>
    public const string Allowed = $"{Write}, {Read}, {Admin}";
}
