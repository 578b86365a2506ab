using System.Security.Cryptography;

namespace CdViz.Api.Hosting;

/// <summary>Makes tokens while the server runs, and takes in those that other nodes have made, within a few seconds.</summary>
internal sealed class MadeTokens(TokenStore store, KnownTokens known, Settings settings, TimeProvider time, DatabaseNews news, ILogger<MadeTokens> log)
    : Keeper(TimeSpan.FromSeconds(2), "Tokens that were made while servers run could not be looked for now; those that are known stay good", time, news, log)
{
    private readonly ILogger<MadeTokens> log = log;

    /// <summary>Whether this server asks for tokens at all.</summary>
    public bool IsAsked => known.Everybody is null;

    /// <summary>All that were made.</summary>
    public Task<IReadOnlyList<MadeToken>> AllAsync(CancellationToken ct) => store.AllAsync(ct);

    /// <summary>Makes one, which is told once and kept nowhere.</summary>
    /// <returns>The token, or why there is none.</returns>
    public async Task<(string? Token, string? Why)> MakeAsync(string name, string scope, DateTime? expiresAt, string? by, CancellationToken ct)
    {
        if (name.Length is 0 or > 100 || name.Any(char.IsControl))
        {
            return (null, "A token needs the name of who holds it, of at most 100 characters.");
        }

        if (scope is not (Scopes.Write or Scopes.Read))
        {
            return (null, $"'{scope}' was found; tokens with the scope {Scopes.Write} or {Scopes.Read} can be made here.");
        }

        if (settings.Tokens.Any(token => token.Name == name))
        {
            return (null, $"A token of the settings has the name '{name}'.");
        }

        var token = $"cdviz_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24))}";
        if (!await store.MakeAsync(name, Convert.ToHexStringLower(KnownTokens.HashOf(token)), [scope], by, expiresAt, ct))
        {
            return (null, $"There is a token '{name}' already, or there are {TokenStore.Most}, and that is the most.");
        }

        await LookAsync(ct);
        log.LogInformation("{By} has made a token for {Name}, with the scope {Scope}", by ?? "Somebody", name, scope);
        return (token, null);
    }

    /// <summary>Takes one back; false where there is none of this name.</summary>
    public async Task<bool> RemoveAsync(string name, CancellationToken ct)
    {
        var removed = await store.RemoveAsync(name, ct);
        await LookAsync(ct);
        return removed;
    }

    /// <inheritdoc/>
    protected override async Task LookAsync(CancellationToken ct)
    {
        if (IsAsked)
        {
            known.TakeMade(await store.AllAsync(ct));
        }
    }
}
