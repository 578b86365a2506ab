using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace CdViz.Api.Tests.Sources;

/// <summary>The API server of a cluster, as far as listing and watching deployments goes: pages, versions, bookmarks, 410, cut connections.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private const string Token = "watchers-token";
    private const int PageItems = 2;

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, JsonObject> things = new(StringComparer.Ordinal);
    private readonly List<(long Version, string Line)> history = [];
    private TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource cut = new();
    private WebApplication? app;
    private long version = 100;
    private long forgotten;

    /// <summary>What it was asked.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>Watches that are open.</summary>
    public int Watches { get; private set; }

    /// <summary>Whether a watch of a forgotten version is answered 410 at once, or with an event of that.</summary>
    public bool GoneAtOnce { get; set; }

    public async Task StartAsync(string? url = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Urls.Add(url ?? "http://127.0.0.1:0");
        app.MapGet("/apis/apps/v1/deployments", AnswerAsync);
        await app.StartAsync();
    }

    /// <summary>Writes a kubeconfig that leads here.</summary>
    public string WriteConfig(string folder)
    {
        var path = Path.Combine(folder, "kubeconfig");
        File.WriteAllText(path, $$"""
            apiVersion: v1
            kind: Config
            current-context: test
            contexts: [{ name: test, context: { cluster: test, user: watcher } }]
            clusters: [{ name: test, cluster: { server: "{{app!.Urls.First()}}" } }]
            users: [{ name: watcher, user: { token: {{Token}} } }]
            """);
        return path;
    }

    /// <summary>Makes or changes a deployment.</summary>
    public void Apply(string name, string image, Action<JsonObject>? change = null) => Change(() =>
    {
        var isNew = !things.TryGetValue(name, out var thing);
        thing ??= new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "shop", ["uid"] = Guid.NewGuid().ToString(), ["creationTimestamp"] = Now() },
            ["spec"] = new JsonObject { ["replicas"] = 1, ["template"] = new JsonObject { ["spec"] = new JsonObject { ["containers"] = new JsonArray() } } },
        };
        thing["spec"]!["template"]!["spec"]!["containers"] = new JsonArray(new JsonObject
        {
            ["name"] = name,
            ["image"] = image,
            ["env"] = new JsonArray(new JsonObject { ["name"] = "PASSWORD", ["value"] = "hush" }),
        });
        thing["metadata"]!["managedFields"] = new JsonArray(new JsonObject { ["operation"] = "Update", ["time"] = Now() });
        change?.Invoke(thing);
        things[name] = thing;
        return (isNew ? "ADDED" : "MODIFIED", thing);
    });

    /// <summary>Takes one away.</summary>
    public void Delete(string name) => Change(() => things.Remove(name, out var thing) ? ("DELETED", thing) : throw new InvalidOperationException(name));

    /// <summary>Tells watchers how far it is.</summary>
    public void Bookmark() => Change(() => ("BOOKMARK", new JsonObject { ["kind"] = "Deployment", ["metadata"] = new JsonObject() }));

    /// <summary>Ends all watches in the middle.</summary>
    public void Cut()
    {
        var before = cut;
        cut = new();
        before.Cancel();
    }

    /// <summary>Forgets what was: who has not seen all has to list.</summary>
    public void Forget()
    {
        lock (gate)
        {
            forgotten = version;
            history.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }

    private static string Now() => DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private void Change(Func<(string Type, JsonObject Thing)> change)
    {
        lock (gate)
        {
            var (type, thing) = change();
            thing["metadata"]!["resourceVersion"] = $"{++version}";
            history.Add((version, new JsonObject { ["type"] = type, ["object"] = thing.DeepClone() }.ToJsonString()));
            var told = more;
            more = new(TaskCreationOptions.RunContinuationsAsynchronously);
            told.SetResult();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        Asked.Enqueue(request.QueryString.Value!);
        if (request.Headers.Authorization != $"Bearer {Token}")
        {
            response.StatusCode = 403;
            await response.WriteAsJsonAsync(new { kind = "Status", code = 403, message = "deployments.apps is forbidden" });
        }
        else if (request.Query["watch"] == "true")
        {
            await WatchAsync(context, long.Parse(request.Query["resourceVersion"]!, System.Globalization.CultureInfo.InvariantCulture));
        }
        else
        {
            await response.WriteAsJsonAsync(Page(request.Query["continue"]));
        }
    }

    private JsonObject Page(string? after)
    {
        lock (gate)
        {
            var rest = things.Where(thing => string.CompareOrdinal(thing.Key, after) > 0).ToList();
            return new JsonObject
            {
                ["kind"] = "DeploymentList",
                ["metadata"] = new JsonObject { ["resourceVersion"] = $"{version}", ["continue"] = rest.Count > PageItems ? rest[PageItems - 1].Key : "" },
                ["items"] = new JsonArray([.. rest.Take(PageItems).Select(thing => (JsonNode?)thing.Value.DeepClone())]),
            };
        }
    }

    private async Task WatchAsync(HttpContext context, long since)
    {
        if (since < forgotten && GoneAtOnce)
        {
            context.Response.StatusCode = 410;
            return;
        }

        context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, cut.Token);
        await context.Response.StartAsync();
        await context.Response.Body.FlushAsync();
        lock (gate)
        {
            Watches++;
        }

        try
        {
            while (true)
            {
                string[] lines;
                Task next;
                lock (gate)
                {
                    lines = since < forgotten
                        ? ["""{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old resource version"}}"""]
                        : [.. history.Where(one => one.Version > since).Select(one => one.Line)];
                    (since, next) = (version, more.Task);
                }

                foreach (var line in lines)
                {
                    await context.Response.WriteAsync($"{line}\n", end.Token);
                    await context.Response.Body.FlushAsync(end.Token);
                }

                await next.WaitAsync(end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // In the middle of a line, as networks do.
            await context.Response.WriteAsync("{\"type\":\"MODI");
            context.Abort();
        }
        finally
        {
            lock (gate)
            {
                Watches--;
            }
        }
    }
}
