using System.Net;
using System.Text.Json;
using k8s;
using k8s.Exceptions;

namespace CdViz.Api.Kubernetes;

/// <summary>Asks the API server of a cluster: where it is and who we are says a kubeconfig, or the pod we run in.</summary>
internal sealed class ClusterClient : IDisposable
{
    private readonly k8s.Kubernetes client;

    private ClusterClient(k8s.Kubernetes client) => this.client = client;

    /// <summary>Where the API server is.</summary>
    public string Address => client.BaseUri.GetLeftPart(UriPartial.Path);

    /// <summary>The client of a source; nothing is asked yet.</summary>
    /// <exception cref="ClusterException">Nothing says where the cluster is.</exception>
    public static ClusterClient Create(SourceSettings source)
    {
        try
        {
            var config = source.KubeConfig.Length > 0 || source.Context.Length > 0 || !KubernetesClientConfiguration.IsInCluster()
                ? KubernetesClientConfiguration.BuildConfigFromConfigFile(
                    source.KubeConfig.Length > 0 ? source.KubeConfig : null, source.Context.Length > 0 ? source.Context : null)
                : KubernetesClientConfiguration.InClusterConfig();
            config.HttpClientTimeout = Timeout.InfiniteTimeSpan;
            return new(new k8s.Kubernetes(config));
        }
        catch (Exception fault) when (fault is KubeConfigException or IOException or UnauthorizedAccessException or YamlDotNet.Core.YamlException or InvalidOperationException)
        {
            throw new ClusterException($"Nothing says how to reach the cluster: {fault.Message}");
        }
    }

    /// <summary>Asks.</summary>
    /// <param name="path">Path and query.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="ClusterException">It does not answer 200 or 410.</exception>
    public async Task<HttpResponseMessage> GetAsync(string path, CancellationToken ct)
    {
        // A path of the address itself is kept: some clusters are reached through another's.
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address.TrimEnd('/') + path));
        if (client.Credentials is { } credentials)
        {
            await credentials.ProcessHttpRequestAsync(request, ct);
        }

        var response = await client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Gone)
        {
            return response;
        }

        using (response)
        {
            throw new ClusterException($"{path.Split('?')[0]} answers {(int)response.StatusCode}{await WhyAsync(response, ct)}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private static async Task<string> WhyAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            return JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(ct)).GetProperty("message").GetString() is { } message ? $": {message}" : "";
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "";
        }
    }
}

/// <summary>The cluster does not say what it was asked; the message says why.</summary>
internal sealed class ClusterException(string message) : Exception(message);
