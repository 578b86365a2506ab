namespace CdViz.Domain;

/// <summary>A package URL (purl): what an artifact is called, <c>pkg:type/namespace/name@version?qualifiers#subpath</c>.</summary>
public sealed record Purl
{
    /// <summary>The text it was read from.</summary>
    public required string Raw { get; init; }

    /// <summary>The kind of package, lower case: <c>oci</c>, <c>npm</c>.</summary>
    public required string Type { get; init; }

    /// <summary>What the name belongs to, decoded: <c>@angular</c>, <c>github.com/org</c>; null when there is none.</summary>
    public string? Namespace { get; init; }

    /// <summary>The name, decoded.</summary>
    public required string Name { get; init; }

    /// <summary>The part after <c>@</c>, decoded: <c>1.2.3</c>, <c>sha256:0b31…</c>; null when there is none.</summary>
    public string? VersionPart { get; init; }

    /// <summary>The part after <c>#</c>, decoded; null when there is none.</summary>
    public string? Subpath { get; init; }

    /// <summary>
    /// The version people speak of: the version part, or where there is none, or only a digest, the qualifier <c>tag</c>; a digest where there is no tag.
    /// </summary>
    public string? Version => throw new NotImplementedException();

    /// <summary>The digest, <c>sha256:0b31…</c>, where the version part is one.</summary>
    public string? Digest => throw new NotImplementedException();

    /// <summary>A qualifier's value, decoded, or null.</summary>
    public string? Qualifier(string key) => throw new NotImplementedException();

    /// <summary>Reads a package URL; null where the text is none. Lenient where senders are: <c>pkg:npm/@angular/core@17</c>.</summary>
    public static Purl? TryParse(string? text) => throw new NotImplementedException();
}
