namespace CdViz.Domain.Translating;

/// <summary>The name of a container image as tools write it, <c>registry/namespace/name:tag@digest</c>.</summary>
/// <param name="Repository">Registry and namespace: <c>docker.io/library</c>.</param>
/// <param name="Name">The last part of the name.</param>
/// <param name="Tag">Its tag; <c>latest</c> where it has neither tag nor digest.</param>
/// <param name="Digest">Its digest, or null.</param>
public sealed record ImageName(string Repository, string Name, string? Tag, string? Digest)
{
    /// <summary>The package URL: <c>pkg:oci/NAME@DIGEST?repository_url=REGISTRY/NAMESPACE&amp;tag=TAG</c>.</summary>
    public string ToPurl() => Packages.Oci(Name, Repository, Digest, Tag);

    /// <summary>Reads a name, as <c>docker</c> understands it: without a registry it is one of Docker Hub.</summary>
    public static ImageName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var rest = scheme < 0 ? text : text[(scheme + 3)..];
        var at = rest.IndexOf('@', StringComparison.Ordinal);
        var digest = at < 0 ? null : rest[(at + 1)..];
        rest = at < 0 ? rest : rest[..at];
        var colon = rest.LastIndexOf(':');
        var hasTag = colon > rest.LastIndexOf('/');
        var tag = hasTag ? rest[(colon + 1)..] : digest is null ? "latest" : null;
        var path = (hasTag ? rest[..colon] : rest).Split('/', StringSplitOptions.RemoveEmptyEntries);
        string[] whole = path switch
        {
            [] => ["docker.io", "library", "unknown"],
            [var name] => ["docker.io", "library", name],
            [var first, ..] when first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first is "localhost" => path,
            _ => ["docker.io", .. path],
        };
        return new(string.Join('/', whole[..^1]), whole[^1], tag, digest);
    }
}
