using Microsoft.AspNetCore.Authorization;

namespace CdViz.Api.Security;

/// <summary>Sets up who may do what.</summary>
internal static class Guard
{
    private const string Scheme = "Bearer";

    /// <summary>Adds bearer tokens, a policy for each scope, and <see cref="Scopes.Read"/> for what names none.</summary>
    public static IServiceCollection AddGuard(this IServiceCollection services, PublicSettings open)
    {
        services.AddSingleton<KnownTokens>().AddSingleton<WrongTokens>().AddSingleton<TokenDoor>();
        // The core alone: AddAuthentication would also make keys for cookies and write them to the disk.
        services.AddAuthenticationCore(options =>
        {
            options.DefaultScheme = Scheme;
            options.AddScheme<TokenHandler>(Scheme, null);
        });
        services.AddWebEncoders().AddTransient<TokenHandler>();
        var authorization = services.AddAuthorizationBuilder().SetFallbackPolicy(Holding(Scopes.Read));
        PublicReads.Add(authorization, open, Holding(Scopes.Read));
        foreach (var scope in Scopes.All)
        {
            authorization.AddPolicy(scope, Holding(scope));
        }

        return services;
    }

    private static AuthorizationPolicy Holding(string scope) => new AuthorizationPolicyBuilder(Scheme).RequireClaim("scope", scope).Build();
}
