namespace CdViz.Api.Configuration;

/// <summary>How the server is known to people, and what of it may be read without a token.</summary>
public sealed record PublicSettings
{
    /// <summary>Where people reach it: what links in feeds and messages begin with. Empty: feeds go by the address they are asked at, messages have no links.</summary>
    public string Url { get; init; } = "";

    /// <summary>Whether the feeds may be read without a token.</summary>
    public bool Feed { get; init; }

    /// <summary>Whether the badges may be read without a token, and shown by pages of other sites.</summary>
    public bool Badges { get; init; }
}
