using Microsoft.AspNetCore.Authorization;

namespace CdViz.Api.Security;

/// <summary>Names of the policies of what the settings may open to everybody; else it needs a token with the scope <see cref="Scopes.Read"/>.</summary>
internal static class PublicReads
{
    /// <summary>The feeds: <c>Public:Feed</c>.</summary>
    public const string Feed = "public-feed";

    /// <summary>The badges: <c>Public:Badges</c>.</summary>
    public const string Badges = "public-badges";

    /// <summary>Adds the policies.</summary>
    /// <param name="authorization">Where to.</param>
    /// <param name="settings">What they open.</param>
    /// <param name="otherwise">What is asked where they don't.</param>
    public static void Add(AuthorizationBuilder authorization, PublicSettings settings, AuthorizationPolicy otherwise)
    {
        var everybody = new AuthorizationPolicyBuilder().RequireAssertion(_ => true).Build();
        authorization.AddPolicy(Feed, settings.Feed ? everybody : otherwise).AddPolicy(Badges, settings.Badges ? everybody : otherwise);
    }

    /// <summary>The scope that a policy asks for where the settings open nothing.</summary>
    public static string ScopeOf(string policy) => policy is Feed or Badges ? Scopes.Read : policy;
}
