using System.IO.Enumeration;
using System.Net;
using System.Text;
using System.Text.Json;

namespace CdViz.Api.Pulling;

/// <summary>The tags of a registry by the API of the OCI distribution specification. What a tag names now and did not name before is an input of the translator <c>registry</c>.</summary>
internal sealed class RegistrySource : IPolled, IDisposable
{
    private const string Manifests = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
        + "application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json";

    private readonly SourceSettings settings;
    private readonly Uri home;
    private readonly Rest rest;
    private readonly Dictionary<string, string> tokens = new(StringComparer.Ordinal);

    public RegistrySource(SourceSettings settings)
    {
        (this.settings, home) = (settings, new Uri(settings.Uri));
        rest = new(home, settings.Headers, settings.User, settings.Password);
    }

    /// <inheritdoc/>
    public string What => settings.Repositories.Count > 0 ? $"the repositories {string.Join(", ", settings.Repositories)}" : "all repositories";

    /// <inheritdoc/>
    public void Dispose() => rest.Dispose();

    /// <inheritdoc/>
    public async Task<TimeSpan?> PollAsync(Pull pull, CancellationToken ct)
    {
        var states = await pull.StatesAsync(ct);
        var gone = states.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var repository in await RepositoriesAsync(ct))
        {
            await foreach (var tag in NamesAsync(new Uri(home, $"/v2/{repository}/tags/list?n=1000"), "tags", repository, ct))
            {
                var item = $"{repository}:{tag}";
                gone.Remove(item);
                var answer = await GetAsync(new Uri(home, $"/v2/{repository}/manifests/{tag}"), repository, ct, HttpMethod.Head, ("Accept", Manifests));
                if (answer.Header("Docker-Content-Digest") is not { } digest || states.GetValueOrDefault(item) == digest)
                {
                    continue;
                }

                var created = await CreatedAsync(repository, digest, ct);
                await pull.TakeAsync([Found(repository, tag, digest, created)], ct);
                await pull.SaveAsync(item, digest, ct);
            }
        }

        await pull.ForgetAsync([.. gone], ct);
        return null;
    }

    private Input Found(string repository, string tag, string digest, string? created) => new(
        JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string?> { ["registry"] = home.Authority, ["repository"] = repository, ["tag"] = tag, ["digest"] = digest, ["created"] = created }),
        "application/json")
    { Place = $"{repository}:{tag}" };

    /// <summary>The repositories that are wanted: those that are named, and of those that the registry lists the ones that fit.</summary>
    private async Task<IReadOnlyList<string>> RepositoriesAsync(CancellationToken ct)
    {
        if (settings.Repositories.Count > 0 && settings.Repositories.All(name => !name.Contains('*', StringComparison.Ordinal)))
        {
            return settings.Repositories;
        }

        var all = new List<string>();
        await foreach (var name in NamesAsync(new Uri(home, "/v2/_catalog?n=1000"), "repositories", null, ct))
        {
            if (settings.Repositories.Count is 0 || settings.Repositories.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)))
            {
                all.Add(name);
            }
        }

        return all;
    }

    private async IAsyncEnumerable<string> NamesAsync(Uri address, string member, string? repository, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        for (var next = address; next is not null;)
        {
            var answer = await GetAsync(next, repository, ct);
            if (answer.Status is HttpStatusCode.NotFound)
            {
                yield break;
            }

            foreach (var name in Json(answer).TryGetProperty(member, out var names) && names.ValueKind is JsonValueKind.Array ? names.EnumerateArray().Select(name => name.GetString()!).ToList() : [])
            {
                yield return name;
            }

            next = answer.Next;
        }
    }

    /// <summary>When the image was made, as its configuration says; of an image for several platforms that of the first.</summary>
    private async Task<string?> CreatedAsync(string repository, string digest, CancellationToken ct)
    {
        for (var depth = 0; depth < 2; depth++)
        {
            var answer = await GetAsync(new Uri(home, $"/v2/{repository}/manifests/{digest}"), repository, ct, null, ("Accept", Manifests));
            if (answer.Status is HttpStatusCode.NotFound)
            {
                return null;
            }

            var manifest = Json(answer);
            if (manifest.TryGetProperty("config", out var config) && config.TryGetProperty("digest", out var of))
            {
                var blob = await GetAsync(new Uri(home, $"/v2/{repository}/blobs/{of.GetString()}"), repository, ct);
                return blob.Status is HttpStatusCode.OK && Json(blob) is { ValueKind: JsonValueKind.Object } image && image.TryGetProperty("created", out var created) ? created.GetString() : null;
            }

            if (!manifest.TryGetProperty("manifests", out var platforms) || platforms.ValueKind is not JsonValueKind.Array || platforms.GetArrayLength() is 0)
            {
                return null;
            }

            digest = platforms[0].GetProperty("digest").GetString()!;
        }

        return null;
    }

    private static JsonElement Json(RestAnswer answer)
    {
        try
        {
            return JsonElement.Parse(answer.Body);
        }
        catch (JsonException fault)
        {
            throw new PullException($"{answer.Address.AbsolutePath} does not answer JSON: {fault.Message}");
        }
    }

    /// <summary>Asks, with a token of the server that the registry names where it wants one.</summary>
    private async Task<RestAnswer> GetAsync(Uri address, string? repository, CancellationToken ct, HttpMethod? method = null, params (string, string)[] more)
    {
        var of = repository ?? "";
        var answer = await rest.GetAsync(address, ct, maySay401: true, method, tokens.TryGetValue(of, out var token) ? [("Authorization", $"Bearer {token}"), .. more] : more);
        if (answer.Status is not HttpStatusCode.Unauthorized)
        {
            return answer;
        }

        // Another server that it sends on to does not say where our password goes.
        tokens[of] = token = (rest.IsHome(answer.Address) ? await TokenAsync(answer, repository, ct) : null) ?? throw new PullException($"{home.Authority} does not let in who asks: set User and Secret.");
        return await rest.GetAsync(address, ct, maySay401: false, method, [("Authorization", $"Bearer {token}"), .. more]);
    }

    private async Task<string?> TokenAsync(RestAnswer refused, string? repository, CancellationToken ct)
    {
        if (refused.Header("WWW-Authenticate") is not { } wanted || !wanted.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var asked = wanted["Bearer ".Length..].Split("\",").Select(part => part.Split("=\"", 2)).Where(part => part.Length is 2).ToDictionary(part => part[0].Trim(), part => part[1].Trim('"'));
        if (!asked.TryGetValue("realm", out var realm) || !Uri.TryCreate(realm, UriKind.Absolute, out var server))
        {
            return null;
        }

        var scope = asked.GetValueOrDefault("scope") ?? (repository is null ? "registry:catalog:*" : $"repository:{repository}:pull");
        var login = settings.User.Length > 0 ? [("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.User}:{settings.Password}"))}")] : Array.Empty<(string, string)>();
        using var other = new Rest(server, new Dictionary<string, string>(), "", "");
        var answer = await other.GetAsync(
            new Uri($"{realm}?service={Uri.EscapeDataString(asked.GetValueOrDefault("service") ?? "")}&scope={Uri.EscapeDataString(scope)}"), ct, maySay401: true, more: login);
        return answer.Status is not HttpStatusCode.OK ? null
            : Json(answer) is var json && json.TryGetProperty("token", out var given) ? given.GetString()
            : json.TryGetProperty("access_token", out given) ? given.GetString() : null;
    }
}
