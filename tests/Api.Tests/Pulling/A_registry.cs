using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Pulling;

/// <summary>Debian's registry, which wants tokens that a server of the test gives to who has a password.</summary>
public sealed class A_registry
{
    private const string Issuer = "tests";

    [Fact]
    public async Task that_sends_on_to_another_server_does_not_let_that_one_say_where_the_password_goes()
    {
        await using var other = await ToolServer.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"http://{context.Request.Host}/token\",service=\"registry\"";
            return Task.CompletedTask;
        });
        await using var registry = await ToolServer.StartAsync(context =>
        {
            context.Response.Redirect($"{other.Url}v2/shop/cart/tags/list");
            return Task.CompletedTask;
        });
        await using var api = await TestApi.StartAsync(settings => settings with
        {
            Sources = [new() { Name = "tags", Type = SourceType.Registry, Uri = registry.Url.ToString(), Repositories = ["shop/cart"], User = "reader", Secret = "hush", Every = TimeSpan.FromMilliseconds(300) }],
        });

        await api.SourceAsync("tags", source => source.Text("lastError") is { } why && why.Contains("does not let in", StringComparison.Ordinal), "it is told");
        registry.Asked.ShouldAllBe(asked => asked.Headers.Authorization.Count == 1);
        other.Asked.ShouldAllBe(asked => asked.Headers.Authorization.Count == 0 && asked.Path.EndsWith("/tags/list", StringComparison.Ordinal));
        other.Asked.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task has_its_new_tags_and_those_that_moved_recorded_as_published()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=tests", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        await using var tokens = await ToolServer.StartAsync(context => GiveAsync(context, key, certificate));
        await using var registry = await OtherProgram.StartAsync((folder, port) => Registry(folder, port, tokens.Url, certificate));
        var home = new Uri($"http://127.0.0.1:{registry.Port}/");
        using var push = new HttpClient { BaseAddress = home };
        var first = await PushAsync(push, key, certificate, "shop/cart", "1.4.0", "2026-03-02T09:15:00Z");
        await PushAsync(push, key, certificate, "shop/cart", "latest", "2026-03-02T09:15:00Z");
        var other = await PushAsync(push, key, certificate, "shop/search", "2.0", "2026-03-02T09:16:00Z");
        await PushAsync(push, key, certificate, "elsewhere", "1", "2026-03-02T09:16:00Z");
        var secret = Path.Combine(registry.Folder.FullName, "secret");
        await File.WriteAllTextAsync(secret, "hush\n", Ct);
        await using var api = await TestApi.StartAsync(settings => settings with
        {
            Sources = [The_pages_on_brokers_and_asking.SourcesOf("registry", ("https://registry.example.com", home.ToString()), ("/run/secrets/registry", secret)).Single()
                with { Every = TimeSpan.FromMilliseconds(500) }],
        });
        await api.EventsAsync(3);

        var moved = await PushAsync(push, key, certificate, "shop/cart", "latest", "2026-03-03T09:15:00Z");
        await api.EventsAsync(4);

        var place = $"repository_url=127.0.0.1:{registry.Port}/shop";
        (await api.Database.DataSource.ColumnAsync<string>("select data #>> '{subject,id}' from events.mt_events order by seq_id")).ShouldBe(
            [
                $"pkg:oci/cart@{first}?{place}&tag=1.4.0", $"pkg:oci/cart@{first}?{place}&tag=latest", $"pkg:oci/search@{other}?{place}&tag=2.0", $"pkg:oci/cart@{moved}?{place}&tag=latest",
            ],
            ignoreOrder: true);
        (await api.Database.DataSource.ScalarAsync<string>("select data #>> '{context,timestamp}' from events.mt_events order by seq_id desc limit 1")).ShouldStartWith("2026-03-03T09:15:00");
    }

    [Fact]
    public async Task that_does_not_let_in_who_asks_is_missed()
    {
        await using var tool = await ToolServer.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });
        await using var api = await TestApi.StartAsync(settings => settings with { Sources = [new() { Name = "images", Type = SourceType.Registry, Uri = tool.Url.ToString() }] });

        await api.SourceAsync("images", source => source.Text("lastError") is { } why && why.Contains("does not let in who asks", StringComparison.Ordinal), "it is missed");
    }

    private static ProcessStartInfo Registry(DirectoryInfo folder, int port, Uri tokens, X509Certificate2 certificate)
    {
        File.WriteAllText(Path.Combine(folder.FullName, "root.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder.FullName, "registry.yml"), $$"""
            version: 0.1
            log: { level: error }
            storage: { filesystem: { rootdirectory: {{folder.FullName}}/data } }
            http: { addr: "127.0.0.1:{{port}}" }
            auth: { token: { realm: "{{tokens}}token", service: registry, issuer: {{Issuer}}, rootcertbundle: {{folder.FullName}}/root.pem } }
            """);
        var program = new[] { "/usr/bin/docker-registry", "/usr/local/bin/registry" }.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("There is no docker-registry; './cdviz test' installs it.");
        return new(program, ["serve", Path.Combine(folder.FullName, "registry.yml")]);
    }

    /// <summary>Pushes an image that is nothing but its configuration, and says its digest.</summary>
    private static async Task<string> PushAsync(HttpClient registry, RSA key, X509Certificate2 certificate, string repository, string tag, string created)
    {
        registry.DefaultRequestHeaders.Authorization = new("Bearer", Token(key, certificate, $"repository:{repository}:push,pull"));
        var config = Encoding.UTF8.GetBytes($$"""{"architecture":"amd64","os":"linux","created":"{{created}}","rootfs":{"type":"layers","diff_ids":[]} }""");
        var begun = await registry.PostAsync(new Uri($"/v2/{repository}/blobs/uploads/", UriKind.Relative), null, Ct);
        begun.StatusCode.ShouldBe(HttpStatusCode.Accepted, await begun.Content.ReadAsStringAsync(Ct));
        var place = begun.Headers.Location!.ToString();
        (await registry.PutAsync(new Uri($"{place}&digest={Digest(config)}"), new ByteArrayContent(config) { Headers = { ContentType = new("application/octet-stream") } }, Ct)).StatusCode.ShouldBe(HttpStatusCode.Created);
        const string Media = "application/vnd.docker.distribution.manifest.v2+json";
        var manifest = Encoding.UTF8.GetBytes(
            $$"""{"schemaVersion":2,"mediaType":"{{Media}}","config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":{{config.Length}},"digest":"{{Digest(config)}}"},"layers":[]}""");
        var put = await registry.PutAsync(
            new Uri($"/v2/{repository}/manifests/{tag}", UriKind.Relative), new ByteArrayContent(manifest) { Headers = { ContentType = new MediaTypeHeaderValue(Media) } }, Ct);
        put.StatusCode.ShouldBe(HttpStatusCode.Created, await put.Content.ReadAsStringAsync(Ct));
        return Digest(manifest);
    }

    private static string Digest(byte[] bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";

    private static Task GiveAsync(HttpContext context, RSA key, X509Certificate2 certificate)
    {
        if (context.Request.Headers.Authorization != $"Basic {Convert.ToBase64String("reader:hush"u8)}")
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        return context.Response.WriteAsJsonAsync(new { token = Token(key, certificate, context.Request.Query["scope"]!) });
    }

    private static string Token(RSA key, X509Certificate2 certificate, string scope)
    {
        var cut = scope.LastIndexOf(':');
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var header = JsonSerializer.SerializeToUtf8Bytes(new { typ = "JWT", alg = "RS256", x5c = new[] { Convert.ToBase64String(certificate.RawData) } });
        var claims = JsonSerializer.SerializeToUtf8Bytes(new
        {
            iss = Issuer,
            sub = "reader",
            aud = "registry",
            exp = now + 300,
            nbf = now - 60,
            iat = now,
            jti = $"{Guid.NewGuid()}",
            access = new[] { new { type = scope[..scope.IndexOf(':')], name = scope[(scope.IndexOf(':') + 1)..cut], actions = scope[(cut + 1)..].Split(',') } },
        });
        var signed = $"{Base64Url(header)}.{Base64Url(claims)}";
        return $"{signed}.{Base64Url(key.SignData(Encoding.UTF8.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
