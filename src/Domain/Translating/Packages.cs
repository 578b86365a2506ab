namespace CdViz.Domain.Translating;

/// <summary>Package URLs of what tools name otherwise, in their canonical spelling.</summary>
public static class Packages
{
    /// <summary>A container image: <c>pkg:oci/NAME@DIGEST?repository_url=REGISTRY/NAMESPACE&amp;tag=TAG</c>.</summary>
    public static string Oci(string name, string? repository, string? digest, string? tag) =>
        Of("oci", null, name, digest, ("repository_url", repository), ("tag", tag));

    /// <summary>A repository at a commit or tag: <c>pkg:github/OWNER/REPO@VERSION</c>.</summary>
    public static string Repository(string type, string fullName, string version) =>
        fullName.LastIndexOf('/') is > 0 and var cut ? Of(type, fullName[..cut], fullName[(cut + 1)..], version) : Of(type, null, fullName, version);

    /// <summary>Any.</summary>
    public static string Of(string type, string? group, string name, string? version, params ReadOnlySpan<(string Key, string? Value)> qualifiers)
    {
        var query = new List<string>();
        foreach (var (key, value) in qualifiers)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.Add($"{key}={Purl.Encode(value, "/")}");
            }
        }

        var text = string.Concat(
            $"pkg:{type}/",
            string.IsNullOrEmpty(group) ? "" : $"{Purl.Encode(group.Trim('/'), "/")}/",
            Purl.Encode(name),
            string.IsNullOrEmpty(version) ? "" : $"@{Purl.Encode(version, "/")}",
            query.Count == 0 ? "" : $"?{string.Join('&', query)}");
        return Purl.TryParse(text)?.Canonical ?? text;
    }
}
