namespace CdViz.Domain.Translating.GitHub;

/// <summary>Releases and packages.</summary>
internal static class Published
{
    /// <summary>A release, and each file that was uploaded with it.</summary>
    public static Translation Release(Told told, Piece body)
    {
        var release = body["release"];
        if (body["action"].Text is not "published")
        {
            return new Translation.Nothing($"'{body["action"].Text}' of a release publishes nothing: 'published' does.");
        }

        var (name, tag, who) = (GitHubTranslator.FullNameOf(body), release["tag_name"].Needed, release["author"]["login"].Text);
        var published = release["published_at"].Time ?? release["created_at"].NeededTime;
        told.With("url", release["html_url"].Text).With("targetCommitish", release["target_commitish"].Text).LinkedTo("storedAt", "repository", GitHubTranslator.RepositoryOf(body))
            .Says(published, Packages.Repository("github", name, tag), new ArtifactPublished { User = who });
        foreach (var asset in release["assets"].Items)
        {
            told.Says(
                asset["created_at"].Time ?? published,
                Packages.Of("generic", name, asset["name"].Needed, tag, ("checksum", asset["digest"].Text), ("download_url", asset["browser_download_url"].Text)),
                new ArtifactPublished { User = asset["uploader"]["login"].Text ?? who });
        }

        return told;
    }

    /// <summary>A package: a container image once for each of its tags.</summary>
    public static Translation Package(Told told, Piece body, string what)
    {
        var package = body[what];
        var version = package["package_version"];
        if (body["action"].Text is not "published")
        {
            return new Translation.Nothing($"'{body["action"].Text}' of a package publishes nothing.");
        }

        var (type, name) = ((package["package_type"].Text ?? package["ecosystem"].Needed).ToLowerInvariant(), package["name"].Needed);
        var group = package["namespace"].Text?.Split('/')[0] ?? package["owner"]["login"].Needed;
        var at = version["updated_at"].Time ?? version["created_at"].Time ?? package["updated_at"].NeededTime;
        var content = new ArtifactPublished { User = version["author"]["login"].Text ?? package["owner"]["login"].Text };
        told.With("url", version["html_url"].Text ?? package["html_url"].Text).LinkedTo("storedAt", "repository", body["repository"].Exists ? GitHubTranslator.RepositoryOf(body) : null);
        if (type is "container" or "docker")
        {
            var (digest, tags) = (DigestOf(version), Tags(version));
            foreach (var tag in tags)
            {
                told.Says(at, Packages.Oci(name.Split('/')[^1], $"{(type is "docker" ? "docker.pkg.github.com" : "ghcr.io")}/{Place(group, name)}", digest, tag), content);
            }

            return told.Or("An image without tag is a part of another.");
        }

        var number = version["version"].Needed;
        return told.Says(
            at,
            type switch
            {
                "maven" when name.LastIndexOf('.') is > 0 and var cut => Packages.Of("maven", name[..cut], name[(cut + 1)..], number, ("repository_url", $"https://maven.pkg.github.com/{group}")),
                "maven" => Packages.Of("maven", group, name, number, ("repository_url", $"https://maven.pkg.github.com/{group}")),
                "npm" => Packages.Of("npm", $"@{group.ToLowerInvariant()}", name, number, ("repository_url", "https://npm.pkg.github.com")),
                "nuget" => Packages.Of("nuget", null, name, number, ("repository_url", $"https://nuget.pkg.github.com/{group}")),
                "rubygems" => Packages.Of("gem", null, name, number, ("repository_url", $"https://rubygems.pkg.github.com/{group}")),
                _ => Packages.Of("generic", group, name, number, ("type", type)),
            },
            content);
    }

    private static string Place(string group, string name) =>
        (name.LastIndexOf('/') is > 0 and var cut ? $"{group}/{name[..cut]}" : group).ToLowerInvariant();

    private static string? DigestOf(Piece version) => new[] { version["version"].Text, version["name"].Text, version["container_metadata"]["tag"]["digest"].Text }
        .FirstOrDefault(text => text?.StartsWith("sha256:", StringComparison.Ordinal) is true);

    private static List<string> Tags(Piece version)
    {
        var tags = version["container_metadata"]["tag"]["name"].Text is { } one ? [one]
            : version["metadata"]["container"]["tags"].Items.Concat(version["docker_metadata"].Items.SelectMany(metadata => metadata["tags"].Items))
                .Select(tag => tag.Text).OfType<string>().Distinct().ToList();
        return tags.Count > 0 ? tags : version["tag_name"].Text is { } tag ? [tag] : [];
    }
}
