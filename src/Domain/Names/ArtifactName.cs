using System.Text.RegularExpressions;

namespace CdViz.Domain.Names;

/// <summary>
/// What an artifact's id says it is: a package, and which digest and version of it. Senders name one artifact now by digest, now by tag; what they name is joined by
/// <see cref="Key"/>. The database has the same as <c>cdviz.artifact_package</c>, <c>artifact_digest</c>, <c>artifact_version</c> and <c>artifact_key</c>.
/// </summary>
/// <param name="Package">
/// What all versions of it share: the canonical purl without version, subpath and qualifiers but for <c>repository_url</c>, so that two registries stay two; an id
/// that is no purl as it is; null for a bare digest. A registry is the same with <c>https://</c> and a slash at its end or without, whatever the case of its host; of an
/// image it may end with the image's name or not, for both are written.
/// </param>
/// <param name="Digest">Its digest, lower case: <c>sha256:0b31…</c>; null where the id names none.</param>
/// <param name="Version">Its version or tag; null where the id names none.</param>
public sealed partial record ArtifactName(string? Package, string? Digest, string? Version)
{
    /// <summary>
    /// The one text that ids of the same digest share, whatever package and registry they name: the digest. Of those without digest a purl of package and version;
    /// where there is neither, the package.
    /// </summary>
    public string Key => Digest ?? (Package, Version) switch
    {
        (null, _) => "",
        (var package, null) => package,
        (['p', 'k', 'g', ':', ..] package, var which) when package.IndexOf('?', StringComparison.Ordinal) is > 0 and var query =>
            $"{package[..query]}@{Purl.Encode(which, "/")}{package[query..]}",
        (['p', 'k', 'g', ':', ..] package, var which) => $"{package}@{Purl.Encode(which, "/")}",
        (var package, var which) => $"{package}@{which}",
    };

    /// <summary>Reads an artifact's id: a purl, a bare digest, a name with <c>@</c> and a digest, or any other text.</summary>
    /// <param name="id">The id as sent.</param>
    public static ArtifactName Parse(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (Purl.TryParse(id) is { } purl)
        {
            var registry = Registry(purl);
            return new(
                registry is null ? purl.Path : $"{purl.Path}?repository_url={Purl.Encode(registry, "/")}",
                purl.Digest is { } digest ? Purl.Lower(digest) : null,
                purl.Version == purl.Digest ? null : purl.Version);
        }

        var parts = NamedDigest().Match(id);
        return parts.Success
            ? new(parts.Groups["name"] is { Length: > 0 } name ? name.Value : null, Purl.Lower(parts.Groups["digest"].Value), null)
            : new(id, null, null);
    }

    private static string? Registry(Purl purl)
    {
        if (purl.Qualifier("repository_url") is not { } url)
        {
            return null;
        }

        var bare = Scheme().Replace(url, "").TrimEnd('/');
        var host = bare.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? slash : bare.Length;
        var registry = IsImage(purl) ? Purl.Lower(bare) : Purl.Lower(bare[..host]) + bare[host..];
        var name = $"/{Purl.Lower(purl.Name)}";
        registry = IsImage(purl) && registry.EndsWith(name, StringComparison.Ordinal) ? registry[..^name.Length].TrimEnd('/') : registry;
        return registry.Length is 0 ? null : registry;
    }

    private static bool IsImage(Purl purl) => purl.Type is "oci" or "docker";

    [GeneratedRegex(@"\A[hH][tT][tT][pP][sS]?://")]
    private static partial Regex Scheme();

    [GeneratedRegex(@"\A(?:(?<name>.+)@)?(?<digest>[sS][hH][aA](?:256|384|512):[0-9a-fA-F]{32,})\z", RegexOptions.Singleline)]
    private static partial Regex NamedDigest();
}
