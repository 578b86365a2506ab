namespace CdViz.Domain.Translating.Gitea;

/// <summary>Repositories, branches, tags, releases and packages.</summary>
internal static class References
{
    /// <summary>A branch or a tag that was made or deleted.</summary>
    public static Translation Reference(Told told, Piece body, string what, DateTimeOffset receivedAt)
    {
        var (repository, name) = (GiteaTranslator.RepositoryOf(body), body["ref"].Needed);
        var at = (what is "create" ? body["head_commit"]["timestamp"].Time : null) ?? body["repository"]["updated_at"].Time ?? receivedAt;
        if (body["ref_type"].Text is "tag")
        {
            var (artifact, who) = (Artifact(body, name), body["sender"]["login"].Text);
            return what is "create" ? told.Says(at, artifact, new ArtifactPublished { User = who }) : told.Says(at, artifact, new ArtifactDeleted { User = who });
        }

        told.With("branch", name).With("sha", body["sha"].Text);
        var subject = $"{repository}/branches/{name}";
        return what is "create"
            ? told.Says(at, subject, new BranchCreated { Repository = new(repository) })
            : told.Says(at, subject, new BranchDeleted { Repository = new(repository) });
    }

    /// <summary>A release and what was uploaded with it.</summary>
    public static Translation Release(Told told, Piece body)
    {
        var release = body["release"];
        var (tag, who) = (release["tag_name"].Needed, release["author"]["login"].Text);
        if (body["action"].Text is not "published" || release["draft"].IsTrue)
        {
            return new Translation.Nothing($"'{body["action"].Text}' of a release publishes nothing.");
        }

        told.LinkedTo("storedAt", "repository", GiteaTranslator.RepositoryOf(body))
            .Says(release["published_at"].Time ?? release["created_at"].NeededTime, Artifact(body, tag), new ArtifactPublished { User = who });
        foreach (var asset in release["assets"].Items)
        {
            told.Says(
                asset["created_at"].Time ?? release["published_at"].NeededTime,
                Packages.Of("generic", GiteaTranslator.FullNameOf(body), asset["name"].Needed, tag, ("download_url", asset["browser_download_url"].Text)),
                new ArtifactPublished { User = who });
        }

        return told;
    }

    /// <summary>A package.</summary>
    public static Translation Package(Told told, Piece body, DateTimeOffset receivedAt)
    {
        var package = body["package"];
        var (type, name, version) = (package["type"].Needed, package["name"].Needed, package["version"].Text);
        var owner = package["owner"]["login"].Text ?? package["owner"]["username"].Needed;
        var host = package["html_url"].Text is { } page ? Address.Of(page).Authority : null;
        var isDigest = version?.StartsWith("sha256:", StringComparison.Ordinal) is true;
        var artifact = type switch
        {
            "container" => Packages.Oci(name.Split('/')[^1], $"{host}/{owner}{(name.Contains('/', StringComparison.Ordinal) ? $"/{name[..name.LastIndexOf('/')]}" : "")}", isDigest ? version : null, isDigest ? null : version),
            "maven" when name.Split(':') is [var group, var artifactName] => Packages.Of("maven", group, artifactName, version, ("repository_url", Registry(host, owner, type))),
            "npm" when name.Split('/') is [var scope, var plain] => Packages.Of("npm", scope, plain, version, ("repository_url", Registry(host, owner, type))),
            "rubygems" => Packages.Of("gem", null, name, version, ("repository_url", Registry(host, owner, type))),
            "helm" or "npm" or "nuget" or "pypi" or "cargo" or "composer" or "conan" or "conda" or "cran" or "debian" or "generic" or "rpm" or "swift" or "alpine" =>
                Packages.Of(type is "debian" ? "deb" : type is "alpine" ? "apk" : type, null, name, version, ("repository_url", Registry(host, owner, type))),
            _ => Packages.Of("generic", owner, name, version, ("type", type), ("repository_url", host)),
        };
        var (at, who) = (package["created_at"].Time ?? receivedAt, body["sender"]["login"].Text);
        return body["action"].Text is "deleted"
            ? told.Says(receivedAt, artifact, new ArtifactDeleted { User = who })
            : told.Says(at, artifact, new ArtifactPublished { User = package["creator"]["login"].Text ?? who });
    }

    /// <summary>A repository.</summary>
    public static Translation Repository(Told told, Piece body, string what)
    {
        var repository = body["repository"];
        var (subject, page) = (GiteaTranslator.RepositoryOf(body), repository["html_url"].Needed);
        var (name, owner) = (repository["full_name"].Needed, repository["owner"]["login"].Text ?? repository["owner"]["username"].Text);
        return body["action"].Text is "deleted"
            ? told.Says(repository["updated_at"].NeededTime, subject, new RepositoryDeleted { Name = name, Owner = owner, Uri = subject, ViewUrl = page })
            : body["action"].Text is "created" || what is "fork"
                ? told.Says(repository["created_at"].NeededTime, subject, new RepositoryCreated { Name = name, Owner = owner, Uri = subject, ViewUrl = page })
                : new Translation.Nothing($"'{body["action"].Text}' of a repository has no meaning in CDEvents.");
    }

    private static string Artifact(Piece body, string tag)
    {
        var full = GiteaTranslator.FullNameOf(body);
        return Packages.Of("generic", full[..Math.Max(0, full.LastIndexOf('/'))], full[(full.LastIndexOf('/') + 1)..], tag, ("repository_url", body["repository"]["html_url"].Text));
    }

    private static string? Registry(string? host, string owner, string type) => host is null ? null : $"https://{host}/api/packages/{owner}/{type}";
}
