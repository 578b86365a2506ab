using System.Security.Cryptography;
using System.Text;

namespace CdViz.Web.Tests.Browsing;

/// <summary>A server with a token of each kind, and one event.</summary>
public sealed class GuardedServer : IAsyncLifetime
{
    private TestApi? api;

    public const string Writer = "writer-token";
    public const string Reader = "reader-token";
    public const string Admin = "admin-token";

    internal TestApi Api => api ?? throw new InvalidOperationException("The fixture is not initialised.");

    public async ValueTask InitializeAsync()
    {
        api = await TestApi.ListenAsync(settings => settings with { Tokens = [Token(Writer, Scopes.Write), Token(Reader, Scopes.Read), Token(Admin, Scopes.Admin)] });
        (await api.PostAsync(Events.PipelineRunStarted("guarded", 1).Json, headers: ("Authorization", $"Bearer {Writer}"))).EnsureSuccessStatusCode();
        await api.VisibleAsync();
    }

    public ValueTask DisposeAsync() => api?.DisposeAsync() ?? default;

    private static TokenSettings Token(string token, string scope) =>
        new() { Name = $"the {scope}", Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token))), Scopes = [scope] };
}
