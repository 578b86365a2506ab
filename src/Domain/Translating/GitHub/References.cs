namespace CdViz.Domain.Translating.GitHub;

/// <summary>Repositories and their branches.</summary>
internal static class References
{
    private const string Branches = "refs/heads/";

    /// <summary>A push, which is an event where it makes or deletes a branch: the one that <c>create</c> and <c>delete</c> tell.</summary>
    public static Translation Push(Told told, Piece body, DateTimeOffset receivedAt)
    {
        var name = body["ref"].Needed;
        return !name.StartsWith(Branches, StringComparison.Ordinal) ? new Translation.Nothing($"'{name}' is no branch.")
            : body["created"].IsTrue ? Branch(told, body, name[Branches.Length..], isMade: true, receivedAt)
            : body["deleted"].IsTrue ? Branch(told, body, name[Branches.Length..], isMade: false, receivedAt)
            : new Translation.Nothing("Commits on a branch that is there have no meaning in CDEvents.");
    }

    /// <summary>A branch was made or deleted.</summary>
    public static Translation Reference(Told told, Piece body, string what, DateTimeOffset receivedAt) => body["ref_type"].Text is "branch"
        ? Branch(told, body, body["ref"].Needed, what is "create", receivedAt)
        : new Translation.Nothing($"A {body["ref_type"].Text} is no branch; what is published of it is told by release and package.");

    /// <summary>A repository.</summary>
    public static Translation Repository(Told told, Piece body, DateTimeOffset receivedAt)
    {
        var repository = body["repository"];
        var subject = GitHubTranslator.RepositoryOf(body);
        var (name, owner, page) = (repository["full_name"].Needed, repository["owner"]["login"].Text, repository["html_url"].Text);
        var updated = repository["updated_at"].Time ?? receivedAt;
        return body["action"].Text switch
        {
            "created" => told.Says(repository["created_at"].Time ?? updated, subject, new RepositoryCreated { Name = name, Owner = owner, Uri = subject, ViewUrl = page }),
            "deleted" => told.Says(updated, subject, new RepositoryDeleted { Name = name, Owner = owner, Uri = subject, ViewUrl = page }),
            null => throw body["action"].Wrong("what was done to the repository"),
            _ => told.Says(updated, subject, new RepositoryModified { Name = name, Owner = owner, Uri = subject, ViewUrl = page }),
        };
    }

    private static Told Branch(Told told, Piece body, string branch, bool isMade, DateTimeOffset receivedAt)
    {
        var repository = GitHubTranslator.RepositoryOf(body);
        // No webhook says when the branch was made; the push that made it is the repository's last.
        var at = body["repository"]["pushed_at"].Time ?? receivedAt;
        var subject = $"{repository}/branches/{branch}";
        return isMade
            ? told.Says(at, subject, new BranchCreated { Repository = new(repository) })
            : told.Says(at, subject, new BranchDeleted { Repository = new(repository) });
    }
}
